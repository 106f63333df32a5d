# Lab Companion's shell integration for bash: the initialisation file of its terminals. It reads the student's own start files as a login
# shell does, then marks prompts, commands, exit statuses and the directory in the output (OSC 633). It changes no file.

if [ -r /etc/profile ]; then . /etc/profile; fi
if [ -r ~/.bash_profile ]; then . ~/.bash_profile
elif [ -r ~/.bash_login ]; then . ~/.bash_login
elif [ -r ~/.profile ]; then . ~/.profile
elif [ -r ~/.bashrc ]; then . ~/.bashrc
fi

# A start file that set PATH anew has dropped what the program was started with and the classroom's tools. They stand last: the student's own
# come first.
__labc_rest=${LAB_COMPANION_PATH-}
while [[ -n $__labc_rest ]]; do
  __labc_entry=${__labc_rest%%:*} __labc_rest=${__labc_rest#"${__labc_rest%%:*}"} __labc_rest=${__labc_rest#:}
  case ":$PATH:" in
    *":$__labc_entry:"*) ;;
    *) PATH=$PATH${__labc_entry:+:$__labc_entry} ;;
  esac
done
unset LAB_COMPANION_PATH __labc_rest __labc_entry

__labc_nonce=$LAB_COMPANION_NONCE __labc_user=$LAB_COMPANION_USER __labc_colour=$LAB_COMPANION_COLOUR __labc_identity='' __labc_where=''
unset LAB_COMPANION_NONCE LAB_COMPANION_USER LAB_COMPANION_COLOUR

# PS0, by which a command's start is seen, came with bash 4.4.
if [[ $- == *i* && -n $__labc_nonce ]] && ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 404)); then

__labc_escape() {
  local s=$1 b='\'
  s=${s//"$b"/"$b$b"}
  s=${s//$'\n'/"${b}x0a"} s=${s//$'\r'/"${b}x0d"} s=${s//$'\e'/"${b}x1b"} s=${s//$'\a'/"${b}x07"}
  __labc_escaped=$s
}

__labc_before_command() {
  local line certain=1
  line=$(HISTTIMEFORMAT='' builtin history 1)
  case ":${HISTCONTROL-}:${HISTIGNORE:+:ignorespace:}" in *:ignorespace:* | *:ignoreboth:*) certain=0 ;; esac
  if [[ $line =~ ^[[:space:]]*([0-9]+)[*]?[[:space:]]{1,2}(.*)$ ]]; then
    __labc_escape "${BASH_REMATCH[2]:0:4000}"
    builtin printf '\e]633;E;%s;%s;%s;%s\a' "$__labc_nonce" "${BASH_REMATCH[1]}" "$certain" "$__labc_escaped"
  fi
  builtin printf '\e]633;C;%s\a' "$__labc_nonce"
}

# The project stands in the kubeconfig's current context, PROJECT/CLUSTER/USER; reading it starts no process.
__labc_project() {
  local line file=${KUBECONFIG:-$HOME/.kube/config}
  __labc_where=''
  file=${file%%:*}
  [[ -r $file ]] || return 0
  while IFS= read -r line; do
    [[ $line == current-context:* ]] || continue
    line=${line#current-context:} line=${line//[[:space:]\"\']/}
    local project=${line%%/*} cluster=${line#*/}
    cluster=${cluster%%/*}
    [[ $line == */*/* && $project =~ ^[a-z0-9-]*$ ]] || return 0
    if [[ $cluster =~ ^api-([a-z0-9]+)- ]]; then __labc_where="@${BASH_REMATCH[1]}"; fi
    __labc_where+="${project:+ $project}"
    return 0
  done <"$file"
}

__labc_status() { return "$1"; }

__labc_prompt() {
  local status=$? command
  __labc_escape "$PWD"
  # The directory before the status: who waits for the command's end knows both then.
  builtin printf '\e]633;P;%s;%s\a\e]633;D;%s;%s\a' "$__labc_nonce" "$__labc_escaped" "$__labc_nonce" "$status"
  for command in "${__labc_commands[@]}"; do
    __labc_status "$status"
    eval "$command"
  done
  [[ ${PS0-} == *__labc_before_command* ]] || PS0=${PS0-}'$(__labc_before_command)'
  # Something may have put its own text around or in place of our prompt: take our mark out and set it at the end again.
  PS1=${PS1//"$__labc_end"/}
  if [[ -n $__labc_identity ]]; then __labc_project; fi
  PS1+=$__labc_end
  builtin printf '\e]633;A;%s\a' "$__labc_nonce"
  return "$status"
}

__labc_end='\[\e]633;B;'$__labc_nonce';\!\a\]'

# Only a distribution's default prompt gives way to the identity's; what a student has chosen stays.
if [[ -n $__labc_user ]]; then
  case $PS1 in
    '\s-\v\$ ' | '\h:\w\$ ' | '\u@\h:\w\$ ' | '\u@\h:\w> ' | '[\u@\h \W]\$ ' | *'${debian_chroot:+($debian_chroot)}'*'\u@\h'*)
      __labc_identity=1
      PS1='\[\e['$__labc_colour'm\][${__labc_user}${__labc_where} \W]\[\e[0m\]\$ '
      ;;
  esac
fi

__labc_commands=("${PROMPT_COMMAND[@]}")
unset PROMPT_COMMAND
PROMPT_COMMAND=__labc_prompt

fi
