# Lab Companion's shell integration for zsh. It stands as .zshenv in a folder that ZDOTDIR names; the first thing it does is to give zsh the
# student's own ZDOTDIR back, so that every other start file, and the history, is the student's. It changes no file.

if [[ -n ${LAB_COMPANION_ZDOTDIR-} ]]; then ZDOTDIR=$LAB_COMPANION_ZDOTDIR; else unset ZDOTDIR; fi
unset LAB_COMPANION_ZDOTDIR
if [[ -r ${ZDOTDIR:-$HOME}/.zshenv ]]; then . "${ZDOTDIR:-$HOME}/.zshenv"; fi

if [[ -o interactive && -n ${LAB_COMPANION_NONCE-} ]]; then

typeset -g __labc_nonce=$LAB_COMPANION_NONCE __labc_user=$LAB_COMPANION_USER __labc_colour=$LAB_COMPANION_COLOUR
typeset -g __labc_escaped= __labc_where= __labc_end=$'%{\e]633;B;'$__labc_nonce$'\a%}' __labc_identity=
unset LAB_COMPANION_NONCE LAB_COMPANION_USER LAB_COMPANION_COLOUR

__labc_escape() {
  emulate -L zsh
  local s=$1 b='\'
  s=${s//\\/\\\\}
  s=${s//$'\n'/${b}x0a} s=${s//$'\r'/${b}x0d} s=${s//$'\e'/${b}x1b} s=${s//$'\a'/${b}x07}
  __labc_escaped=$s
}

__labc_preexec() {
  emulate -L zsh
  __labc_escape "${1[1,4000]}"
  builtin print -rn -- $'\e]633;E;'$__labc_nonce$';;1;'$__labc_escaped$'\a\e]633;C;'$__labc_nonce$'\a'
}

# The project stands in the kubeconfig's current context, PROJECT/CLUSTER/USER; reading it starts no process.
__labc_project() {
  emulate -L zsh
  local line file=${${KUBECONFIG:-$HOME/.kube/config}%%:*} match mbegin mend
  __labc_where=
  [[ -r $file ]] || return 0
  while IFS= read -r line; do
    [[ $line == current-context:* ]] || continue
    line=${${line#current-context:}//[[:space:]\"\']/}
    local project=${line%%/*} cluster=${${line#*/}%%/*}
    [[ $line == */*/* && $project =~ '^[a-z0-9-]*$' ]] || return 0
    if [[ $cluster =~ '^api-([a-z0-9]+)-' ]]; then __labc_where="@$match[1]"; fi
    __labc_where+="${project:+ $project}"
    return 0
  done <"$file"
}

__labc_precmd() {
  local status_=${1:-$?}
  __labc_escape "$PWD"
  # The directory before the status: who waits for the command's end knows both then.
  builtin print -rn -- $'\e]633;P;'$__labc_nonce';'$__labc_escaped$'\a\e]633;D;'$__labc_nonce';'$status_$'\a'
  PS1=${PS1//"$__labc_end"/}
  # Not earlier: the start files are read after this one.
  if [[ -z $__labc_identity ]]; then
    __labc_identity=no
    if [[ -n $__labc_user && ( $PS1 == '%m%# ' || $PS1 == '%n@%m %1~ %# ' || $PS1 == '[%n@%m]%~%# ' ) ]]; then __labc_identity=yes; fi
  fi
  if [[ $__labc_identity == yes ]]; then
    __labc_project
    PS1=$'%{\e['$__labc_colour$'m%}['${__labc_user//\%/%%}$__labc_where$' %1~]%{\e[0m%}%(!.#.$) '
  fi
  PS1+=$__labc_end
  builtin print -rn -- $'\e]633;A;'$__labc_nonce$'\a'
  return $status_
}

# Run once, at the first prompt: what the start files hooked in then stands before ours, and may still change the prompt.
__labc_first() {
  local status_=$?
  emulate -L zsh
  precmd_functions=(${precmd_functions:#__labc_first} __labc_precmd)
  preexec_functions+=(__labc_preexec)
  # A start file that set PATH anew has dropped what the program was started with and the classroom's tools. They stand last.
  if [[ -n ${LAB_COMPANION_PATH-} ]]; then path+=(${(s.:.)LAB_COMPANION_PATH}) && typeset -gU path; fi
  unset LAB_COMPANION_PATH
  __labc_precmd $status_
}
typeset -ga precmd_functions preexec_functions
precmd_functions+=(__labc_first)

fi
