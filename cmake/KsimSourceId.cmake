# SPDX-License-Identifier: GPL-2.0-or-later
# A digest of all files that can change a run, as cli/source_id.h in the build folder.
# Run as a script at each build (SOURCE, OUTPUT set), it rewrites the header only when
# the digest has changed. HOSTED lists files of a Linux tree and drivers that take part.
cmake_policy(VERSION 3.25)
file(GLOB_RECURSE files LIST_DIRECTORIES false RELATIVE ${SOURCE}
	${SOURCE}/sim/*.c ${SOURCE}/sim/*.h ${SOURCE}/sim/*.S ${SOURCE}/sim/*.def
	${SOURCE}/include/*.h)
list(SORT files)
set(all "")
foreach(file IN LISTS files)
	file(SHA256 ${SOURCE}/${file} digest)
	string(APPEND all "${file} ${digest}\n")
endforeach()
foreach(file IN LISTS HOSTED)
	file(SHA256 ${file} digest)
	string(APPEND all "${digest}\n")
endforeach()
string(SHA256 id "${all}")
string(SUBSTRING ${id} 0 16 id)
file(CONFIGURE OUTPUT ${OUTPUT} CONTENT
	"/* SPDX-License-Identifier: GPL-2.0-or-later */\n#define KSIM_SOURCE_ID \"@id@\"\n" @ONLY)
