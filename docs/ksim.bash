# SPDX-License-Identifier: GPL-2.0-or-later
# Completion for bash: source this file.
_ksim() {
	local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
	local command=${COMP_WORDS[1]} explore="--variant --engine --policy --seed --runs
		--seconds --steps --first --no-predict --quiet --jobs --out --json"

	if [ "$COMP_CWORD" -eq 1 ]; then
		mapfile -t COMPREPLY < <(compgen -W \
			"hunt run replay shrink explain list fmt --help --version" -- "$current")
		return
	fi
	case $previous in
	--variant | -v)
		mapfile -t COMPREPLY < <(compgen -W \
			"$("${COMP_WORDS[0]}" list variants 2>/dev/null | sed -n 's/^\([a-z0-9][^ ]*\) .*/\1/p')" \
			-- "$current")
		return
		;;
	--policy | -p)
		mapfile -t COMPREPLY < <(compgen -W \
			"$("${COMP_WORDS[0]}" list policies 2>/dev/null | sed -n 's/^\([a-z]*\) .*/\1/p')" \
			-- "$current")
		return
		;;
	--engine)
		mapfile -t COMPREPLY < <(compgen -W "fibers threads" -- "$current")
		return
		;;
	esac
	case $command:$current in
	hunt:-* | run:-*)
		mapfile -t COMPREPLY < <(compgen -W "$explore" -- "$current")
		;;
	explain:-*)
		mapfile -t COMPREPLY < <(compgen -W "--html --perfetto --dot" -- "$current")
		;;
	fmt:-*)
		mapfile -t COMPREPLY < <(compgen -W "--decode --encode" -- "$current")
		;;
	shrink:-*)
		mapfile -t COMPREPLY < <(compgen -W "--out" -- "$current")
		;;
	list:*)
		mapfile -t COMPREPLY < <(compgen -W "scenarios variants ops policies kinds worlds
			models docs dictionary" -- "$current")
		;;
	*)
		mapfile -t COMPREPLY < <(compgen -f -X '!*.ksim' -- "$current"; compgen -d -- "$current")
		;;
	esac
}
complete -o filenames -F _ksim ksim
