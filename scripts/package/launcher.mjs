import { installedUsage, programArguments } from './arguments.mjs'

/**
 * The command of an installed program. A shell script, because what it answers must not need a display, a sandbox or half a second: help, version and
 * wrong arguments; and because Chromium's own word about a sandbox that cannot start is a crash.
 *
 * @param {string} versionText what `--version` prints
 * @returns {string}
 */
export function launcherScript(versionText) {
  const flags = programArguments.filter(({ value }) => value === undefined).map(({ name }) => `--${name}`)
  const valued = programArguments.filter(({ value }) => value !== undefined).map(({ name }) => `--${name}`)
  return `#!/bin/sh
# Starts Lab Companion, or says why that cannot be.
self=$(readlink -f -- "$0")
home=\${self%/bin/*}
settings=/proc/sys

refuse() {
  printf 'lab-companion: %s\\nTry: lab-companion --help\\n' "$1" >&2
  exit 2
}
give_up() {
  printf 'lab-companion: %s\\n' "$@" >&2
  exit 1
}
is_zero() { [ "$(cat "$settings/$1" 2>/dev/null)" = 0 ]; }

# Words are taken from the front and, when they are known, put back at the end.
left=$#
files=0
practice=
classroom=
while [ "$left" -gt 0 ]; do
  word=$1
  shift
  left=$((left - 1))
  case $word in
    --practice) practice=yes ;;
    --classroom | --classroom=*) classroom=yes ;;
  esac
  case $word in
    -h | --help)
      cat <<'END'
${installedUsage()}
END
      exit 0 ;;
    --version)
      cat <<'END'
${versionText}
END
      exit 0 ;;
    --)
      while [ "$left" -gt 0 ]; do
        set -- "$@" "$1"
        shift
        left=$((left - 1))
      done ;;
    ${flags.join(' | ')}) set -- "$@" "$word" ;;
    ${valued.join(' | ')})
      [ "$left" -gt 0 ] || refuse "$word needs a value"
      value=$1
      shift
      left=$((left - 1))
      set -- "$@" "$word=$value" ;;
    ${valued.map((name) => `${name}=?*`).join(' | ')}) set -- "$@" "$word" ;;
    -*) refuse "unknown option $word" ;;
    *)
      files=$((files + 1))
      [ -e "$word" ] || refuse "there is no file $word"
      set -- "$@" "$word" ;;
  esac
done
[ "$files" -le 1 ] || refuse 'only one file can be opened'
[ -z "$practice" ] || [ -z "$classroom" ] || refuse '--practice and --classroom exclude each other'

[ "$(id -u)" != 0 ] || give_up 'Web content is not shown as root, because root has no sandbox.' 'Start it as an ordinary user.'
[ -n "\${DISPLAY:-}\${WAYLAND_DISPLAY:-}" ] || give_up 'There is no display: neither DISPLAY nor WAYLAND_DISPLAY is set.' 'Start it from a terminal on the desktop.'
# Before its version 38 Electron uses Wayland only when asked to.
[ -n "\${DISPLAY:-}" ] || set -- --ozone-platform-hint=auto "$@"

helper=$home/chrome-sandbox
if ! { [ -u "$helper" ] && [ "$(stat -c %u "$helper")" = 0 ]; } && ! unshare --user --map-root-user true 2>/dev/null; then
  # The first that forbids it is the one to change.
  if is_zero user/max_user_namespaces; then
    setting='user.max_user_namespaces is 0' change='sysctl -w user.max_user_namespaces=15000'
  elif is_zero kernel/unprivileged_userns_clone; then
    setting='kernel.unprivileged_userns_clone is 0' change='sysctl -w kernel.unprivileged_userns_clone=1'
  elif [ -e "$settings/kernel/apparmor_restrict_unprivileged_userns" ] && ! is_zero kernel/apparmor_restrict_unprivileged_userns; then
    setting='kernel.apparmor_restrict_unprivileged_userns is 1' change='sysctl -w kernel.apparmor_restrict_unprivileged_userns=0'
  else
    setting='the system denies user namespaces (in a container: its seccomp profile)' change=
  fi
  give_up 'The sandbox around web content cannot start, and without it the program does not.' \\
    "Why: $setting, and the helper that needs none does not belong to root with mode 4755." \\
    "Either, as root: chown root:root '$helper' && chmod 4755 '$helper'" \${change:+"Or, as root: $change"}
fi
exec "$home/lab-companion" "$@"
`
}
