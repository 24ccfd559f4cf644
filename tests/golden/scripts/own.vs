# Sequences of our own, in the client's language: orders, states and arguments that the recorded
# ones leave out. What is expected was read off Linux 6.12's source, line by line.
seq dma.dirty
own edu nic
group g edu
open c /dev/vfio/vfio
dirty c flags=1
setcont g c
dirty c flags=1
setiommu c 3
mem B 0x40000
ioc c vfio+17 u32:4 u32:1
ioc c vfio+17 u32:7 u32:1
dirty c flags=0
dirty c flags=3
dirty c flags=5
dirty c flags=8
dirty c flags=4 iova=0x10000 size=0x10000
map c va=B iova=0x10000 size=0x10000
dirty c flags=1
dirty c flags=1
dirty c flags=4 iova=0x10000 size=0x10000
dirty c flags=4 iova=0x10000 size=0x10000 bytes=7
dirty c flags=4 iova=0x10000 size=0x10000 bytes=1
dirty c flags=4 iova=0x10000 size=0x10000 bytes=16
dirty c flags=4 iova=0x10000 size=0x10000 pg=8192
dirty c flags=4 iova=0x10000 size=0x10000 pg=0
dirty c flags=4 iova=0x10000 size=0x8000
dirty c flags=4 iova=0x18000 size=0x8000
dirty c flags=4 iova=0x0 size=0x40000
dirty c flags=4 iova=0x100000 size=0x10000
dirty c flags=4 iova=0x10800 size=0x10000
dirty c flags=4 iova=0x10000 size=0
dirty c flags=4 iova=0x10000 size=0x800
dirty c flags=4 iova=0xfffffffffffff000 size=0x2000
ioc c vfio+17 u32:8 u32:4
ioc c vfio+17 u32:47 u32:4 u64:0x10000 u64:0x10000 u64:4096 u64:8 u64:B
ioc c vfio+17 u32:48 u32:4 u64:0x10000 u64:0x10000 u64:4096 u64:8 u64:0
ioc c vfio+17 u32:48 u32:4 u64:0x10000 u64:0x10000 u64:4096 u64:0 u64:B
ioc c vfio+17 u32:48 u32:4 u64:0x10000 u64:0x10000 u64:4096 u64:0x20000000 u64:B
map c va=B iova=0x40000 size=0x10000
dirty c flags=4 iova=0x10000 size=0x40000
dirty c flags=4 iova=0x40000 size=0x10000
unmap c flags=1 iova=0x40000 size=0x10000 bm=4096,8
unmap c flags=1 iova=0x10000 size=0x10000 bm=4096,1
unmap c flags=1 iova=0x10000 size=0x10000 bm=8192,8
unmap c flags=1 argsz=24 iova=0x10000 size=0x10000
unmap c flags=1 argsz=47 iova=0x10000 size=0x10000 bm=4096,8
unmap c flags=1 iova=0x10000 size=0x8000 bm=4096,8
unmap c flags=1 iova=0x0 size=0x10000 bm=4096,8
dirty c flags=2
dirty c flags=2
unmap c flags=1 iova=0x10000 size=0x10000 bm=4096,8
unmap c iova=0x10000 size=0x10000
dirty c flags=1
setcont g c
unsetcont g
dirty c flags=2
end
seq dma.memlock
own nic
group g nic
open c /dev/vfio/vfio
setcont g c
setiommu c 3
mem B 0x10000
memlock 0x8000
map c va=B iova=0 size=0x8000
unmap c iova=0 size=0x8000
map c va=B iova=0 size=0x10000
unmap c iova=0 size=0x10000
cap 14 off
map c va=B iova=0 size=0x10000
map c va=B iova=0 size=0x8000
map c va=B+0x8000 iova=0x8000 size=0x1000
unmap c iova=0 size=0x8000
map c va=B+0x8000 iova=0x8000 size=0x8000
cap 14 on
map c va=B iova=0 size=0x8000
unmap c flags=2
memlock 0
map c va=B iova=0 size=0x1000
cap 14 off
map c va=B iova=0x1000 size=0x1000
cap 14 on
memlock restore
end
seq dma.overlap
own nic
group g nic
open c /dev/vfio/vfio
setcont g c
setiommu c 3
mem B 0x40000
map c va=B iova=0x10000 size=0x10000
map c va=B iova=0x10000 size=0x10000
map c va=B iova=0xf000 size=0x2000
map c va=B iova=0x1f000 size=0x2000
map c va=B iova=0x0 size=0x40000
map c va=B iova=0x14000 size=0x1000
map c va=B iova=0x20000 size=0x1000
map c va=B iova=0xf000 size=0x1000
unmap c iova=0x14000 size=0x1000
unmap c iova=0xf000 size=0x2000
unmap c iova=0xf000 size=0x12000
unmap c flags=2
unmap c flags=2
end
seq dma.type1v1
own nic
group g nic
open c /dev/vfio/vfio
setcont g c
setiommu c 1
ext c 1
ext c 3
mem B 0x40000
map c va=B iova=0x10000 size=0x10000
unmap c iova=0x14000 size=0x1000
unmap c iova=0x0 size=0x14000
map c va=B iova=0x10000 size=0x10000
unmap c iova=0x10000 size=0x1000
map c va=B iova=0x10000 size=0x10000
map c va=B iova=0x30000 size=0x10000
unmap c iova=0x14000 size=0x20000
unmap c iova=0x18000 size=0x20000
unmap c flags=2
end
seq dma.noncontainer
open c /dev/vfio/vfio
mem B 0x1000
map c va=B iova=0 size=0x1000
unmap c iova=0 size=0x1000
dirty c flags=1
iommuinfo c
ioi c vfio+3 0
ioi c vfio+18 0
ioi c vfio+20 0
ioi c 0
read c 8
write c abc
mmap m c 0 0x1000 rw
poll c
api c
ioi c vfio+0 5
ext c max32
ext c max64
ext c 0
ext c 2
ext c 7
ext c 11
setiommu c 1
setiommu c 99
end
seq dma.info_caps
own nic edu
group g nic
group g2 edu
open c /dev/vfio/vfio
setcont g c
setiommu c 3
iommuinfo c argsz=24
iommuinfo c argsz=23
iommuinfo c argsz=100
iommuinfo c argsz=119
iommuinfo c argsz=121
iommuinfo c flags=1
iommuinfo c flags=max32
iommuinfo c argsz=4096
setcont g2 c
iommuinfo c
sysw /sys/module/vfio_iommu_type1/parameters/dma_entry_limit 2
sysr /sys/module/vfio_iommu_type1/parameters/dma_entry_limit
mem B 0x4000
map c va=B iova=0 size=0x1000
iommuinfo c
unsetcont g
unsetcont g2
setcont g c
setiommu c 3
map c va=B iova=0 size=0x1000
map c va=B iova=0x1000 size=0x1000
map c va=B iova=0x2000 size=0x1000
unmap c iova=0 size=0x1000
map c va=B iova=0x2000 size=0x1000
map c va=B iova=0x3000 size=0x1000
iommuinfo c
ls /sys/module/vfio_iommu_type1/parameters
ls /sys/module/vfio_pci/parameters
sysr /sys/module/vfio_iommu_type1/parameters/allow_unsafe_interrupts
sysr /sys/module/vfio_iommu_type1/parameters/disable_hugepages
sysw /sys/module/vfio_iommu_type1/parameters/disable_hugepages Y
unsetcont g
setcont g c
setiommu c 3
map c va=B iova=0 size=0x4000
unmap c iova=0 size=0x4000
sysw /sys/module/vfio_iommu_type1/parameters/disable_hugepages N
sysw /sys/module/vfio_iommu_type1/parameters/dma_entry_limit x
sysw /sys/module/vfio_pci/parameters/disable_denylist Y
sysw /sys/module/vfio_pci/parameters/nointxmask maybe
end
seq irq.msix
own nic
group g nic
open c /dev/vfio/vfio
setcont g c
setiommu c 3
getdev d g nic
eventfd e0
eventfd e1
eventfd e2
irqinfo d msix
setirqs d flags=dfd+trig index=msix start=0 count=2 data=fd:e0,e1
setirqs d flags=dfd+trig index=msix start=0 count=5 data=fd:e0,e1,e2,-1,-1
setirqs d flags=dfd+trig index=msix start=0 count=6 data=fd:e0,e1,e2,-1,-1,e0
setirqs d flags=dfd+trig index=msix start=4 count=1 data=fd:e2
setirqs d flags=dfd+trig index=msix start=5 count=1 data=fd:e2
setirqs d flags=dfd+trig index=msix start=4 count=2 data=fd:e2,e2
setirqs d flags=dnone+trig index=msix start=0 count=5
evwait e0 0 n
evwait e1 0 n
evwait e2 0 n
setirqs d flags=dbool+trig index=msix start=0 count=3 data=bool:0,1,0
evwait e0 0 n
evwait e1 0 n
setirqs d flags=dbool+trig index=msix start=0 count=3 data=bool:0,1
setirqs d flags=dnone+mask index=msix start=0 count=1
setirqs d flags=dnone+unmask index=msix start=0 count=1
setirqs d flags=dfd+mask index=msix start=0 count=1 data=fd:e0
setirqs d flags=dfd+trig index=msix start=0 count=3 data=fd:-1,999,e0
setirqs d flags=dnone+trig index=msix start=0 count=5
evwait e0 0 n
evwait e1 0 n
setirqs d flags=dfd+trig index=msix start=1 count=0
setirqs d flags=dnone+trig index=msix start=1 count=0
setirqs d flags=dfd+trig index=intx start=0 count=1 data=fd:e0
setirqs d flags=dfd+trig index=msi start=0 count=1 data=fd:e0
rd d cfg 0xa2 2
rd d cfg 0x04 2
setirqs d flags=dnone+trig index=msix start=0 count=0
rd d cfg 0xa2 2
setirqs d flags=dfd+trig index=msix start=0 count=1 data=fd:-1
rd d cfg 0xa2 2
setirqs d flags=dnone+trig index=msix start=0 count=0
setirqs d flags=dfd+trig index=msi start=0 count=1 data=fd:e0
setirqs d flags=dfd+trig index=msix start=0 count=1 data=fd:e0
rd d cfg 0xd2 2
rd d cfg 0xd4 4
rd d cfg 0xdc 2
setirqs d flags=dnone+trig index=msi start=0 count=1
evwait e0 0 n
setirqs d flags=dbool+trig index=msi start=0 count=1 data=bool:1
evwait e0 0 n
wr d cfg 0xd2 2 0x81
rd d cfg 0xd2 2
wr d cfg 0xd2 2 0x80
rd d cfg 0xd2 2
setirqs d flags=dnone+trig index=msi start=0 count=1
evwait e0 0 n
setirqs d flags=dnone+trig index=msi start=0 count=0
devreset d
end
seq irq.req_err
own nic
group g nic
open c /dev/vfio/vfio
setcont g c
setiommu c 3
getdev d g nic
eventfd e
eventfd f
irqinfo d err
irqinfo d req
irqinfo d 5
setirqs d flags=dfd+trig index=req start=0 count=1 data=fd:e
setirqs d flags=dnone+trig index=req start=0 count=1
evwait e 0 n
setirqs d flags=dbool+trig index=req start=0 count=1 data=bool:1
evwait e 0 n
setirqs d flags=dbool+trig index=req start=0 count=1 data=bool:0
evwait e 0 n
setirqs d flags=dfd+trig index=req start=0 count=1 data=fd:f
setirqs d flags=dnone+trig index=req start=0 count=1
evwait e 0 n
evwait f 0 n
setirqs d flags=dfd+trig index=req start=0 count=1 data=fd:999
setirqs d flags=dfd+trig index=req start=0 count=1 data=fd:c
setirqs d flags=dfd+trig index=req start=0 count=1 data=fd:-2
setirqs d flags=dnone+trig index=req start=0 count=1
evwait f 0 n
setirqs d flags=dfd+trig index=req start=0 count=1 data=fd:-1
setirqs d flags=dfd+trig index=req start=0 count=1 data=fd:-1
setirqs d flags=dnone+trig index=req start=0 count=1
setirqs d flags=dnone+trig index=req start=0 count=0
setirqs d flags=dfd+trig index=req start=0 count=0
setirqs d flags=dfd+trig index=req start=1 count=1 data=fd:e
setirqs d flags=dfd+trig index=req start=0 count=2 data=fd:e,f
setirqs d flags=dnone+mask index=req start=0 count=1
setirqs d flags=dnone+unmask index=err start=0 count=1
setirqs d flags=dfd+trig index=err start=0 count=1 data=fd:e
setirqs d flags=dnone+trig index=err start=0 count=1
evwait e 0 n
setirqs d flags=dnone+trig index=err start=0 count=0
setirqs d flags=dnone+trig index=err start=0 count=1
evwait e 0 n
setirqs d flags=dbool+trig index=err start=0 count=0
setirqs d flags=dfd+unmask index=err start=0 count=1 data=fd:e
end
seq irq.intx_none
own nvme ivs
group g nvme
group g2 ivs
open c /dev/vfio/vfio
setcont g c
setcont g2 c
setiommu c 3
getdev d g nvme
getdev i g2 ivs
eventfd e
irqinfo i intx
irqinfo i msi
irqinfo i msix
irqinfo i err
irqinfo i req
setirqs i flags=dfd+trig index=intx start=0 count=1 data=fd:e
setirqs i flags=dnone+trig index=intx start=0 count=0
setirqs i flags=dnone+trig index=intx start=0 count=1
setirqs i flags=dnone+mask index=intx start=0 count=1
setirqs i flags=dfd+trig index=msi start=0 count=1 data=fd:e
setirqs i flags=dnone+trig index=msi start=0 count=0
setirqs i flags=dnone+trig index=msix start=0 count=0
setirqs d flags=dfd+trig index=msix start=0 count=1 data=fd:e
setirqs d flags=dfd+trig index=msi start=0 count=1 data=fd:e
irqinfo d msi
irqinfo d msix
setirqs d flags=dnone+trig index=msi start=0 count=0
setirqs d flags=dnone+trig index=intx start=0 count=0
setirqs d flags=dnone+trig index=msix start=0 count=0
setirqs d flags=dfd+trig index=msix start=3 count=1 data=fd:e
setirqs d flags=dfd+trig index=msix start=0 count=1 data=fd:e
setirqs d flags=dnone+trig index=msix start=3 count=1
evwait e 0 n
setirqs d flags=dnone+trig index=msix start=0 count=65
setirqs d flags=dnone+trig index=msix start=64 count=1
setirqs d flags=dnone+trig index=msix start=max32 count=2
setirqs d flags=dnone+trig index=msix start=0 count=max32
end
seq irq.mask_edges
own nic
group g nic
open c /dev/vfio/vfio
setcont g c
setiommu c 3
getdev d g nic
eventfd e
eventfd u
setirqs d flags=dnone+mask index=intx start=0 count=0
setirqs d flags=dnone+mask index=intx start=0 count=1
setirqs d flags=dbool+mask index=intx start=0 count=1 data=bool:1
setirqs d flags=dfd+unmask index=intx start=0 count=1 data=fd:u
setirqs d flags=dfd+trig index=intx start=0 count=1 data=fd:e
rd d cfg 4 2
setirqs d flags=dbool+mask index=intx start=0 count=1 data=bool:0
rd d cfg 4 2
setirqs d flags=dbool+mask index=intx start=0 count=1 data=bool:1
rd d cfg 4 2
wr d cfg 4 2 0x406
rd d cfg 4 2
setirqs d flags=dbool+unmask index=intx start=0 count=1 data=bool:1
rd d cfg 4 2
wr d cfg 4 2 0x6
rd d cfg 4 2
setirqs d flags=dfd+mask index=intx start=0 count=1 data=fd:u
setirqs d flags=dfd+mask index=intx start=0 count=1 data=fd:-1
setirqs d flags=dfd+unmask index=intx start=0 count=1 data=fd:999
setirqs d flags=dfd+unmask index=intx start=0 count=1 data=fd:c
setirqs d flags=dfd+unmask index=intx start=0 count=1 data=fd:u
evset u
sleep 20
setirqs d flags=dfd+unmask index=intx start=0 count=1 data=fd:-1
setirqs d flags=dfd+unmask index=intx start=0 count=1 data=fd:-1
setirqs d flags=dfd+trig index=intx start=0 count=1 data=fd:-1
setirqs d flags=dfd+trig index=intx start=0 count=1 data=fd:-1
setirqs d flags=dnone+trig index=intx start=0 count=1
setirqs d flags=dfd+unmask index=intx start=0 count=1 data=fd:-1
close u
setirqs d flags=dnone+trig index=intx start=0 count=0
wr d cfg 0x3d 1 0
rd d cfg 0x3d 1
irqinfo d intx
devreset d
end
seq irq.ioeventfd
own nic edu
group g nic
group g2 edu
open c /dev/vfio/vfio
setcont g c
setcont g2 c
setiommu c 3
getdev d g nic
getdev x g2 edu
eventfd e
eventfd f
ioeventfd d flags=1 off=0x100 data=0 fd=e
ioeventfd d flags=2 off=0x100 data=0 fd=e
ioeventfd d flags=4 off=0x100 data=0 fd=e
ioeventfd d flags=8 off=0x100 data=0 fd=e
ioeventfd d flags=4 off=0x100 data=0 fd=e
ioeventfd d flags=4 off=0x100 data=1 fd=e
ioeventfd d flags=4 off=0x100 data=0 fd=f
ioeventfd d flags=0 off=0x100 data=0 fd=e
ioeventfd d flags=3 off=0x100 data=0 fd=e
ioeventfd d flags=16 off=0x100 data=0 fd=e
ioeventfd d flags=20 off=0x100 data=0 fd=e
ioeventfd d flags=4 off=0x102 data=0 fd=e
ioeventfd d flags=4 off=0x1fffc data=0 fd=e
ioeventfd d flags=8 off=0x1fffc data=0 fd=e
ioeventfd d flags=4 off=0x20000 data=0 fd=e
ioeventfd d flags=4 off=0x100 data=0 fd=-1
ioeventfd d flags=4 off=0x100 data=0 fd=-1
ioeventfd d flags=4 off=0x200 data=0 fd=-1
ioeventfd d flags=4 off=0x100 data=5 fd=-2
ioeventfd d flags=4 off=0x100 data=5 fd=999
ioeventfd d flags=4 off=0x100 data=5 fd=c
ioeventfd d argsz=31 flags=4 off=0x100 data=5 fd=e
ioeventfd d argsz=0 flags=4 off=0x100 data=5 fd=e
ioeventfd d flags=4 off=0x20000000000 data=5 fd=e
ioeventfd d flags=4 off=0x30000000000 data=5 fd=e
ioeventfd d flags=4 off=0x30000000100 data=5 fd=e
ioeventfd d flags=4 off=0x40000000000 data=5 fd=e
ioeventfd d flags=4 off=0x60000000000 data=5 fd=e
ioeventfd d flags=4 off=0x70000000000 data=5 fd=e
ioeventfd d flags=4 off=0x90000000000 data=5 fd=e
ioeventfd x flags=4 off=4 data=0x1234 fd=f
wr x cfg 4 2 6
bar m x bar0 0 0x1000 rw
evset f
sleep 50
peek m 4 4
ioeventfd x flags=4 off=4 data=0x1234 fd=-1
devreset d
end
seq cfg.nic_writes
own nic
group g nic
open c /dev/vfio/vfio
setcont g c
setiommu c 3
getdev d g nic
wr d cfg 0 4 0
rd d cfg 0 4
wr d cfg 4 2 0xffff
rd d cfg 4 2
wr d cfg 4 1 0
rd d cfg 4 4
wr d cfg 5 1 4
rd d cfg 4 2
wr d cfg 6 2 0xffff
rd d cfg 6 2
wr d cfg 4 4 0x6
rd d cfg 4 4
wr d cfg 8 4 0xffffffff
rd d cfg 8 4
wr d cfg 0xc 4 0xffffffff
rd d cfg 0xc 4
wr d cfg 0x10 4 0xffffffff
rd d cfg 0x10 4
wr d cfg 0x10 1 0xab
rd d cfg 0x10 4
wr d cfg 0x12 2 0x1234
rd d cfg 0x10 4
wr d cfg 0x18 4 0xffffffff
rd d cfg 0x18 4
wr d cfg 0x20 4 0xffffffff
rd d cfg 0x20 4
wr d cfg 0x24 4 0xffffffff
rd d cfg 0x24 4
wr d cfg 0x2c 4 0
rd d cfg 0x2c 4
wr d cfg 0x30 4 0xffffffff
rd d cfg 0x30 4
wr d cfg 0x34 4 0
rd d cfg 0x34 4
wr d cfg 0x3c 4 0x12345678
rd d cfg 0x3c 4
rd d cfg 0x3e 4
rd d cfg 0x10 8
rd d cfg 0 64
rd d cfg 0 256
rd d cfg 0 4096
rd d cfg 0x1 3
rd d cfg 0xfff 1
rd d cfg 0xffe 2
rd d cfg 0xffd 4
rd d cfg 0x1000 1
wr d cfg 0xfff 1 1
wr d cfg 0xffe 4 1
wr d cfg 0xc8 4 0xffffffff
rd d cfg 0xc8 4
wr d cfg 0xca 2 0
rd d cfg 0xca 2
wr d cfg 0xcc 2 0x8103
rd d cfg 0xcc 2
rd d bar0 0x38 4
wr d cfg 0xcc 2 0x0
rd d cfg 0xcc 2
rd d bar0 0x38 4
wr d cfg 4 2 6
rd d bar0 0x38 4
wr d cfg 0xcc 2 1
rd d cfg 0xcc 2
wr d cfg 0xcc 2 0
wr d cfg 0xd0 4 0xffffffff
rd d cfg 0xd0 4
wr d cfg 0xd4 4 0xffffffff
rd d cfg 0xd4 4
wr d cfg 0xd8 4 0xffffffff
rd d cfg 0xd8 4
wr d cfg 0xdc 4 0xffffffff
rd d cfg 0xdc 4
wr d cfg 0xa0 4 0xffffffff
rd d cfg 0xa0 4
wr d cfg 0xa4 4 0
rd d cfg 0xa4 4
wr d cfg 0xa2 2 0xc004
rd d cfg 0xa2 2
wr d cfg 0xe0 4 0
rd d cfg 0xe0 4
wr d cfg 0xe8 2 0xffff
rd d cfg 0xe8 4
wr d cfg 0xe8 4 0xffffffff
rd d cfg 0xe8 4
wr d cfg 0xf0 4 0xffffffff
rd d cfg 0xf0 4
wr d cfg 0x100 4 0
rd d cfg 0x100 4
wr d cfg 0x104 4 0xffffffff
rd d cfg 0x104 4
wr d cfg 0x108 4 0xffffffff
rd d cfg 0x108 4
wr d cfg 0x10c 4 0
rd d cfg 0x10c 4
wr d cfg 0x118 4 0xffffffff
rd d cfg 0x118 4
wr d cfg 0x140 4 0
rd d cfg 0x140 4
wr d cfg 0x144 4 0
rd d cfg 0x144 4
wr d cfg 0x150 4 0x55
rd d cfg 0x150 4
wr d cfg 0x800 4 0x55
rd d cfg 0x800 4
devreset d
rd d cfg 0x150 4
rd d cfg 0x10 4
rd d cfg 4 2
rd d cfg 0x3c 4
close d
getdev d g nic
rd d cfg 0x150 4
rd d cfg 0x10 4
rd d cfg 4 2
rd d cfg 0x3c 4
end
seq cfg.vf
sysw /sys/module/vfio_pci/parameters/enable_sriov Y
own nvme
sysw /sys/bus/pci/devices/{nvme}/sriov_numvfs 1
own vf1
sleep 100
group g nvme
group g1 vf1
open c /dev/vfio/vfio
setcont g c
setiommu c 3
setcont g1 c
getdev p g nvme vf_token=00112233-4455-6677-8899-aabbccddeeff
getdev v g1 vf1 vf_token=00112233-4455-6677-8899-aabbccddeeff
devinfo v
cfgdump v 0 0x200
rd v cfg 0x10 4
rd v cfg 0 4
wr v cfg 4 2 0x406
rd v cfg 4 2
wr v cfg 4 2 0x4
rd v cfg 4 2
region v 0
region v 1
region v 6
region v 7
irqinfo v 0
irqinfo v 1
irqinfo v 2
irqinfo v 3
wr v cfg 0x10 4 0xffffffff
rd v cfg 0x10 4
rd v cfg 0x3c 2
rd v bar0 0 4
bar m v bar0 0 0x1000 rw
peek m 0 4
wr v cfg 4 2 0
peek m 0 4
cfgprobe v 0 0x40
cfgprobe p 0x100 0x160
devreset v
hotinfo v
munmap m
close v
close p
sysw /sys/bus/pci/devices/{nvme}/sriov_numvfs 2
sysw /sys/bus/pci/devices/{nvme}/sriov_numvfs 0
sysr /sys/bus/pci/devices/{nvme}/sriov_offset
sysr /sys/bus/pci/devices/{nvme}/sriov_stride
sysr /sys/bus/pci/devices/{nvme}/sriov_vf_device
sysr /sys/bus/pci/devices/{nvme}/sriov_drivers_autoprobe
sysr /sys/bus/pci/devices/{nvme}/sriov_vf_total_msix
end
seq cfg.nvme_caps
own nvme
group g nvme
open c /dev/vfio/vfio
setcont g c
setiommu c 3
getdev d g nvme
cfgdump d 0 0x200
cfgprobe d 0x40 0x100
cfgprobe d 0x100 0x180
cfgwalk d 0x200
end
seq cfg.vrng
own vrng
group g vrng
open c /dev/vfio/vfio
setcont g c
setiommu c 3
getdev d g vrng
cfgdump d 0 0x200
cfgwalk d 0x1000
region d 1
region d 4
region d 5
wr d cfg 0x48 2 0x8000
rd d cfg 0x48 2
wr d cfg 0x4a 2 0xffff
rd d cfg 0x4a 2
wr d cfg 0x50 2 0xffff
rd d cfg 0x50 2
wr d cfg 0x80 2 0x3
rd d cfg 0x80 2
bar m d bar4 0 0x1000 rw
peek m 0 4
wr d cfg 0x80 2 0
peek m 0 4
end
seq kvm.more
open k /dev/kvm
ioi k kvm+0 1
ioi k kvm+0
ioi k kvm+1 1
ioi k kvm+1 99
ioi k kvm+3 0
ioi k kvm+3 10
ioi k kvm+3 25
ioi k kvm+3 32
ioi k kvm+3 36
ioi k kvm+3 89
ioi k kvm+3 105
ioi k kvm+3 128
ioi k kvm+3 9999
ioi k kvm+4 1
ioi k kvm+5
ioi k kvm+0x50
read k 8
write k x
mmap m k 0 0x1000 rw
poll k
kvmvm v k 1
kvmvm v k 99
kvmvm v k
ioi v kvm+3 66
ioi v kvm+0
ioi v kvm+0x41 0
ioi v kvm+0x41 0
ioi v kvm+0x41 99999
ioi v kvm+0x60
ioi v kvm+0x60
ioi v 0x4010ae42 0
ioi v 0x4020ae46 0
ioi v vfio+0
read v 8
mmap m v 0 0x1000 rw
poll v
kvmdev d v type=4 flags=1
kvmdev d v type=4
kvmset d attr=1 fd=d
kvmset d attr=1 fd=v
kvmset d attr=1 fd=k
kvmset d attr=1 fd=-1
kvmset d attr=1 fd=999
kvmset d attr=2 fd=999
kvmset d attr=2 fd=v
kvmset d attr=1 addr=0
kvmset d attr=2 addr=1
kvmset d attr=3 addr=0
kvmset d attr=0 fd=-1
kvmset d attr=max64 fd=-1
kvmset d group=0 attr=1 fd=-1
kvmset d group=max32 attr=1 fd=-1
kvmset d flags=max32 attr=1 fd=-1
kvmget d
kvmget d flags=5
kvmhas d flags=5
kvmhas d attr=max64
ioi d 0x4018aee1 0
ioi d 0x4018aee3 0
ioi d 0
poll d
write d x
kvmset v attr=1 fd=-1
kvmhas v attr=1
kvmset k attr=1 fd=-1
end
seq kvm.file_device
own nic edu
group g nic
open c /dev/vfio/vfio
setcont g c
setiommu c 3
getdev n g nic
open k /dev/kvm
kvmvm v k
kvmdev d v
kvmset d attr=1 fd=n
kvmset d attr=1 fd=g
kvmset d attr=2 fd=n
close g
kvmset d attr=2 fd=g
close n
group g nic
close d
group g nic
setcont g c
kvmdev d v
kvmset d attr=1 fd=g
unsetcont g
kvmset d attr=1 fd=g
setcont g c
setiommu c 3
getdev n g nic
kvmvm v2 k
kvmdev d2 v2
kvmset d2 attr=1 fd=g
close d
kvmset d2 attr=2 fd=g
close n
getdev n g nic
dup d2 d3
close d2
kvmset d3 attr=1 fd=g
close d3
close v
devinfo n
end
seq kvm.hotreset
own nic
group g nic
open c /dev/vfio/vfio
setcont g c
setiommu c 3
open k /dev/kvm
kvmvm v k
kvmdev d v
kvmset d attr=1 fd=g
getdev n g nic
hotreset n fds=g
devreset n
sysw /sys/bus/pci/devices/{nic}/reset 1
bg U unbind nic
wait U 200
kvmset d attr=2 fd=g
wait U 200
close n
wait U 2000
close g
end
seq kvm.irqfd
own nic
group g nic
open c /dev/vfio/vfio
setcont g c
setiommu c 3
getdev n g nic
open k /dev/kvm
kvmvm v k
eventfd e
eventfd r
ioc v 0x4020ae76 u32:fd:e u32:5 u32:0 u32:0 u64:0 u64:0
ioi v kvm+0x60
ioc v 0x4020ae76 u32:fd:e u32:5 u32:0 u32:0 u64:0 u64:0
ioc v 0x4020ae76 u32:fd:e u32:5 u32:0 u32:0 u64:0 u64:0
ioc v 0x4020ae76 u32:fd:e u32:5 u32:4 u32:0 u64:0 u64:0
ioc v 0x4020ae76 u32:-1 u32:5 u32:0 u32:0 u64:0 u64:0
ioc v 0x4020ae76 u32:fd:e u32:5 u32:2 u32:fd:r u64:0 u64:0
setirqs n flags=dfd+trig index=msi start=0 count=1 data=fd:e
setirqs n flags=dnone+trig index=msi start=0 count=1
evwait e 100 n
ioc v 0x4020ae76 u32:fd:e u32:5 u32:1 u32:0 u64:0 u64:0
evwait e 100 n
setirqs n flags=dnone+trig index=msi start=0 count=1
evwait e 100 n
end
seq driver.override_order
sysw /sys/bus/pci/drivers/vfio-pci/new_id 8086
sysw /sys/bus/pci/drivers/vfio-pci/new_id zz
sysw /sys/bus/pci/drivers/vfio-pci/remove_id 8086
bind nic vfio-pci
override nic vfio-pci
bind nic vfio-pci
bind nic vfio-pci
drv nic
bind nic e1000e
unbind nic
override nic -
bind nic e1000e
drv nic
own nic
drv nic
bind nic vfio-pci
unbind nic
unbind nic
probe nic
drv nic
override nic nosuch
probe nic
drv nic
override nic vfio-pci
probe nic
probe nic
drv nic
override nic -
drv nic
unbind nic
probe nic
drv nic
end
