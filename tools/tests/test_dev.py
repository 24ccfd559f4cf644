# SPDX-License-Identifier: GPL-2.0-or-later
"""./dev says what is wrong and how: bad commands, machines that it cannot set up."""
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
# What ./dev itself runs before it has installed anything.
BASICS = ["bash", "dirname", "readlink", "nproc", "id", "xargs", "cat", "sed", "grep", "head",
          "env", "echo", "ls"]


def dev(*args, path=None):
    env = dict(os.environ, PATH=path or os.environ["PATH"])
    return subprocess.run([shutil.which("bash"), str(TOP / "dev"), *args], env=env, text=True,
                          capture_output=True, check=False)


class Dev(unittest.TestCase):
    def test_unknown_command_prints_usage_and_exits_2(self):
        done = dev("frobnicate")
        self.assertEqual(done.returncode, 2)
        self.assertIn("no such command: frobnicate", done.stderr)
        self.assertIn("usage: ./dev", done.stderr)
        self.assertEqual(done.stdout, "")

    def test_no_command_prints_usage_and_exits_2(self):
        self.assertEqual(dev().returncode, 2)

    def test_help_prints_usage_and_exits_0(self):
        done = dev("--help")
        self.assertEqual(done.returncode, 0)
        self.assertIn("usage: ./dev", done.stdout)

    def test_names_missing_packages_and_exits_2_without_apt(self):
        with tempfile.TemporaryDirectory() as bare:
            for name in BASICS:
                os.symlink(shutil.which(name), os.path.join(bare, name))
            done = dev("setup", path=bare)
        self.assertEqual(done.returncode, 2)
        self.assertIn("no apt-get here", done.stderr)
        self.assertIn("clang-19", done.stderr)
        self.assertIn("liburcu-dev", done.stderr)

    def test_names_missing_packages_and_exits_2_without_rights(self):
        with tempfile.TemporaryDirectory() as bare:
            for name in BASICS:
                if name != "id":
                    os.symlink(shutil.which(name), os.path.join(bare, name))
            for name, says in (("apt-get", ""), ("id", "echo 1000")):
                stub = pathlib.Path(bare, name)
                stub.write_text(f"#!{shutil.which('bash')}\n{says}\n")
                stub.chmod(0o755)
            done = dev("setup", path=bare)
        self.assertEqual(done.returncode, 2)
        self.assertIn("neither root nor password-free sudo", done.stderr)
        self.assertIn("clang-19", done.stderr)


class Host(unittest.TestCase):
    """Hosting without a tree: tests are skipped, and nothing is downloaded for them."""

    def host(self, *args):
        return subprocess.run([str(TOP / "tools/host.sh"), *args], text=True,
                              capture_output=True, check=False)

    def test_tests_without_a_tree_are_skipped_and_say_so(self):
        done = self.host("--test", "0.1")
        self.assertEqual(done.returncode, 77)
        self.assertIn("skipped: no tree of Linux 0.1", done.stderr)

    def test_a_folder_that_is_no_tree_is_refused(self):
        done = self.host("--table", "tools")
        self.assertEqual(done.returncode, 2)
        self.assertIn("tools is not a Linux tree", done.stderr)
