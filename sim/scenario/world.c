// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * world.c - the world block of a program as a machine
 *
 * The description of a port says which bus is below it: that of the first function
 * that the program puts there.
 */
#include "scenario/world.h"

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/pci_ids.h>
#include <linux/pci_regs.h>
#include <linux/string.h>

#include "core/iommu.h"
#include "core/syscall.h"
#include "kernel/module.h"
#include "pci/hw.h"
#include "xe/xe_hw.h"

#include "scenario/models.h"
#include "scenario/runner.h"

#define PORT_HOTPLUG	1u
#define PORT_NO_ACS	2u
#define PORT_BUTTON	4u	/* and power control */
#define ROOT_BUS	0u

static unsigned int bus_of(u64 address)
{
	return address >> 8 & 0xff;
}

/* Calls @fn for each statement of the world blocks until it says no. */
static bool for_each_item(const struct scn_program *program,
			  bool (*fn)(const struct scn_program *program, unsigned int stmt,
				     void *arg),
			  void *arg)
{
	unsigned int i, j;

	for (i = 0; i < program->nr_blocks && program->blocks[i].kind == SCN_WORLD; i++) {
		for (j = 0; j < program->blocks[i].count; j++) {
			if (!fn(program, program->blocks[i].first + j, arg))
				return false;
		}
	}
	return true;
}

static bool has_address(const struct scn_stmt *stmt)
{
	return stmt->op == SCN_OP_port || stmt->op == SCN_OP_function;
}

/* The port that a port or function is below; -1 if it is on the root bus. */
static int above_of(const struct scn_stmt *stmt)
{
	return stmt->args[2].form == SCN_NAMED ? stmt->args[2].ref : -1;
}

struct address_of {
	unsigned int	device;
	u64		address;
	bool		found;
	unsigned int	hops;
};

static bool address_of(const struct scn_program *program, unsigned int device, u64 *address,
		       unsigned int hops);

/* A VF's routing id: what the models here promise, first at PF + 1, then in steps of one. */
static bool match_device(const struct scn_program *program, unsigned int index, void *arg)
{
	const struct scn_stmt *stmt = &program->stmts[index];
	struct address_of *want = arg;

	if (stmt->result != want->device + 1)
		return true;
	if (has_address(stmt)) {
		want->address = stmt->args[0].num;
		want->found = true;
	} else if (stmt->op == SCN_OP_vf &&
		   address_of(program, stmt->args[0].ref, &want->address, want->hops + 1)) {
		want->address += stmt->args[1].num;
		want->found = stmt->args[1].num && want->address <= 0xffffff;
	} else if (stmt->op == SCN_OP_mdev) {
		want->address = SCN_MDEV | stmt->args[0].num;
		want->found = true;
	}
	return false;
}

static bool address_of(const struct scn_program *program, unsigned int device, u64 *address,
		       unsigned int hops)
{
	struct address_of want = { .device = device, .hops = hops };

	if (hops > 2)
		return false;	/* a VF of a VF */
	for_each_item(program, match_device, &want);
	*address = want.address;
	return want.found;
}

struct check {
	const char	*reason;
	unsigned int	stmt;
	unsigned int	index;		/* of the statement that is compared */
};

static bool same_address(const struct scn_program *program, unsigned int index, void *arg)
{
	const struct scn_stmt *stmt = &program->stmts[index];
	struct check *check = arg;

	return index >= check->index || !has_address(stmt) ||
	       stmt->args[0].num != program->stmts[check->index].args[0].num;
}

struct below {
	unsigned int	port;
	int		bus;
};

static bool first_below(const struct scn_program *program, unsigned int index, void *arg)
{
	const struct scn_stmt *stmt = &program->stmts[index];
	struct below *below = arg;

	if (!has_address(stmt) || above_of(stmt) != (int)below->port)
		return true;
	below->bus = (int)bus_of(stmt->args[0].num);
	return false;
}

/* The bus below a port; -1 if the program puts nothing there. */
static int bus_below(const struct scn_program *program, unsigned int port)
{
	struct below below = { .port = port, .bus = -1 };

	for_each_item(program, first_below, &below);
	return below.bus;
}

static const struct scn_stmt *stmt_of(const struct scn_program *program, unsigned int device)
{
	unsigned int i;

	for (i = 0; i < program->nr_stmts; i++) {
		if (program->stmts[i].result == device + 1 &&
		    scn_ops[program->stmts[i].op].result == SCN_TYPE_DEVICE)
			return &program->stmts[i];
	}
	return NULL;
}

static bool check_place(const struct scn_program *program, const struct scn_stmt *stmt,
			struct check *check)
{
	unsigned int bus = bus_of(stmt->args[0].num);
	int above = above_of(stmt);

	if (stmt->args[0].num >> 16)
		check->reason = "only PCI domain 0000 is there";
	else if (above < 0 && bus != ROOT_BUS)
		check->reason = "only bus 00 is there without a port above: expected ... PORT";
	else if (above >= 0 && stmt_of(program, above)->op != SCN_OP_port)
		check->reason = "what is above must be a port";
	else if (above >= 0 && bus_below(program, above) != (int)bus)
		check->reason = "another bus than its neighbours below the same port";
	else if (above >= 0 && bus <= bus_of(stmt_of(program, above)->args[0].num))
		check->reason = "the bus below a port needs a higher number than the port's own";
	return !check->reason;
}

static bool check_item(const struct scn_program *program, unsigned int index, void *arg)
{
	const struct scn_stmt *stmt = &program->stmts[index];
	struct check *check = arg;
	u64 address;

	check->stmt = check->index = index;
	if (has_address(stmt) && !check_place(program, stmt, check))
		return false;
	if (has_address(stmt) && !for_each_item(program, same_address, check))
		check->reason = "there is something at this address already";
	if (stmt->op == SCN_OP_function &&
	    !scn_model_find(scn_text_of(program, stmt->args[1].ref)))
		check->reason = "no model has this name (ksim list models)";
	if (stmt->op == SCN_OP_vf && !address_of(program, stmt->result - 1, &address, 0))
		check->reason = "expected a function with virtual functions, and a number from 1";
	return !check->reason;
}

bool scn_world_check(const struct scn_program *program, unsigned int *stmt,
		     const char **reason)
{
	struct check check = { 0 };

	if (for_each_item(program, check_item, &check))
		return true;
	*stmt = check.stmt;
	*reason = check.reason;
	return false;
}

void scn_world_addresses(struct scn_machine *machine)
{
	unsigned int i;
	u64 address;

	for (i = 0; i < machine->program->nr_devices; i++) {
		if (address_of(machine->program, i, &address, 0))
			machine->addresses[i] = (u32)address;
	}
}

static bool is_port_below(const struct scn_program *program, unsigned int index, void *arg)
{
	const struct scn_stmt *stmt = &program->stmts[index];
	const unsigned int *port = arg;

	return stmt->op != SCN_OP_port || above_of(stmt) != (int)*port;
}

/* Of a port that other ports are below: the switch that they belong to begins there. */
static unsigned int port_type(const struct scn_program *program, const struct scn_stmt *stmt)
{
	unsigned int port = stmt->result - 1;

	if (above_of(stmt) < 0)
		return PCI_EXP_TYPE_ROOT_PORT;
	return for_each_item(program, is_port_below, &port) ? PCI_EXP_TYPE_DOWNSTREAM :
							      PCI_EXP_TYPE_UPSTREAM;
}

static void describe_port(const struct scn_program *program, const struct scn_stmt *stmt,
			  struct pci_hw_desc *desc)
{
	u64 flags = stmt->args[1].num;
	int below = bus_below(program, stmt->result - 1);

	*desc = (struct pci_hw_desc){
		.name = "port", .vendor = PCI_VENDOR_ID_REDHAT, .device = 0x000c,
		.class = PCI_CLASS_BRIDGE_PCI << 8, .pin = 1,
		.port_type = (u8)port_type(program, stmt),
		.flags = PCI_HW_EXPRESS | PCI_HW_PM | PCI_HW_AER,
		.msi_vectors = 1, .secondary = below < 0 ? 0 : (u8)below,
		.slot = (u16)stmt->result,
	};
	/* What an upstream port leads to is inside the switch: no link that it could cut. */
	if (desc->port_type != PCI_EXP_TYPE_UPSTREAM)
		desc->flags |= PCI_HW_DPC;
	if (flags & PORT_HOTPLUG)
		desc->flags |= PCI_HW_HOTPLUG;
	if (flags & PORT_BUTTON)
		desc->flags |= PCI_HW_BUTTON;
	if (!(flags & PORT_NO_ACS))
		desc->flags |= PCI_HW_ACS;
}

struct build {
	struct scn_machine	*machine;
	struct pci_hw_root	*root;
	struct pci_hw_fn	*made[SCN_DEVICES_MAX];
	int			error;
};

/* Descriptions of ports belong to the world: the hardware only borrows them. */
static struct pci_hw_desc port_descs[SCN_DEVICES_MAX];

static struct pci_hw_fn *build_function(const struct scn_program *program,
					const struct scn_stmt *stmt, struct pci_hw_root *root,
					struct pci_hw_fn *above)
{
	unsigned int devfn = stmt->args[0].num & 0xff;
	const struct scn_model *model;

	if (stmt->op == SCN_OP_port) {
		describe_port(program, stmt, &port_descs[stmt->result - 1]);
		return pci_hw_function(root, above, devfn, &port_descs[stmt->result - 1]);
	}
	model = scn_model_find(scn_text_of(program, stmt->args[1].ref));
	return model->xe ? xe_hw_card(root, above, devfn, model->xe) :
			   pci_hw_function(root, above, devfn, model->desc);
}

static bool build_item(const struct scn_program *program, unsigned int index, void *arg)
{
	const struct scn_stmt *stmt = &program->stmts[index];
	struct build *build = arg;
	struct pci_hw_fn *fn;
	int above;

	if (!has_address(stmt))
		return true;
	above = above_of(stmt);
	fn = build_function(program, stmt, build->root, above < 0 ? NULL : build->made[above]);
	build->made[stmt->result - 1] = fn;
	if (!fn)
		build->error = -ENOMEM;
	return !build->error;
}

static bool iommu_item(const struct scn_program *program, unsigned int index, void *arg)
{
	if (program->stmts[index].op == SCN_OP_iommu)
		iommu_absent = !program->stmts[index].args[0].num;
	return true;
}

int scn_world_hardware(struct scn_machine *machine)
{
	struct build build = { .machine = machine };

	iommu_absent = false;
	for_each_item(machine->program, iommu_item, NULL);
	build.root = pci_hw_root(0, ROOT_BUS);
	if (!build.root)
		return -ENOMEM;
	for_each_item(machine->program, build_item, &build);
	return build.error;
}

static long set_parameter(const struct scn_program *program, const struct scn_stmt *stmt)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/module/%s/parameters/%s",
		 scn_text_of(program, stmt->args[0].ref), scn_text_of(program, stmt->args[1].ref));
	return scn_write_file(path, scn_text_of(program, stmt->args[2].ref));
}

struct drivers {
	struct scn_machine	*machine;
	long			ret;
};

/* As many virtual functions as the description of a function asks for. */
static long enable_vfs(const struct scn_stmt *function, const char *address)
{
	char path[96], number[24];

	if (!function || function->op != SCN_OP_function || !function->args[3].num)
		return 0;
	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/sriov_numvfs", address);
	snprintf(number, sizeof(number), "%llu", (unsigned long long)function->args[3].num);
	return scn_write_file(path, number);
}

static long bind_driver(struct scn_machine *machine, const struct scn_stmt *stmt)
{
	const char *driver = scn_text_of(machine->program, stmt->args[1].ref);
	char address[SCN_DEVICE_NAME], path[96];
	long ret;

	scn_device_name(machine, stmt->args[0].ref, address);
	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/driver_override", address);
	ret = scn_write_file(path, driver);
	if (!ret)
		ret = scn_write_file("/sys/bus/pci/drivers_probe", address);
	if (ret)
		return ret;
	return enable_vfs(stmt_of(machine->program, stmt->args[0].ref), address);
}

static bool driver_item(const struct scn_program *program, unsigned int index, void *arg)
{
	const struct scn_stmt *stmt = &program->stmts[index];
	struct drivers *drivers = arg;

	if (stmt->op == SCN_OP_module)
		drivers->ret = module_load(scn_text_of(program, stmt->args[0].ref));
	else if (stmt->op == SCN_OP_parameter)
		drivers->ret = set_parameter(program, stmt);
	else if (stmt->op == SCN_OP_mdev && stmt->args[1].num)
		drivers->ret = scn_make_mdev(drivers->machine, stmt->result - 1);
	else if (stmt->op == SCN_OP_driver)
		drivers->ret = bind_driver(drivers->machine, stmt);
	return !drivers->ret;
}

long scn_world_drivers(struct scn_machine *machine)
{
	struct drivers drivers = { .machine = machine };

	for_each_item(machine->program, driver_item, &drivers);
	return drivers.ret;
}

/* Mediated devices go before the bus that they are on: modules do not know whom they use. */
void scn_world_down(struct scn_machine *machine)
{
	const struct scn_program *program = machine->program;
	unsigned int i;

	for (i = 0; i < program->nr_stmts; i++) {
		if (program->stmts[i].op == SCN_OP_mdev)
			break;
	}
	if (i < program->nr_stmts)
		module_unload("sample_mdev");
}
