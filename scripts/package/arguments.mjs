import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../paths.mjs'

/**
 * What the program can be started with. One table (main/launch/arguments.json) for the program, its help, its manual page and its completion.
 *
 * @typedef {{ name: string, value?: string, says: string }} Argument
 */

/** @type {readonly Argument[]} */
export const programArguments = JSON.parse(readFileSync(join(root, 'main', 'launch', 'arguments.json'), 'utf8'))

/** @param {Argument} argument */
const written = ({ name, value }) => (value === undefined ? `--${name}` : `--${name} ${value}`)

/** @param {readonly (readonly [string, string])[]} rows */
function columns(rows) {
  const width = Math.max(...rows.map(([left]) => left.length)) + 3
  return rows.map(([left, right]) => `  ${left.padEnd(width)}${right}`).join('\n')
}

/**
 * @param {string} command what the reader has typed
 * @returns {string} usage and one line for each argument
 */
export function usageOf(command) {
  return `Usage: ${command} [OPTION…]\n${columns([...programArguments.map((argument) => /** @type {const} */ ([written(argument), argument.says])), ['--help', 'show this']])}`
}

/** @returns {string} what an installed program says of itself: more than a clone's, which opens no FILE and no Chromium switches */
export function installedUsage() {
  const rows = programArguments.map((argument) => /** @type {const} */ ([written(argument), argument.says]))
  return `Usage: lab-companion [OPTION…] [FILE] [-- CHROMIUM-SWITCH…]

Opens the window of Lab Companion, a companion for hands-on OpenShift Virtualization courses.
FILE is a classroom file, or the unit.yaml of a unit.

${columns([...rows, ['--version', 'show the version, and what it is built from'], ['-h, --help', 'show this']])}

What the program keeps lies in ~/.config/Lab Companion; system-wide files in /etc/lab-companion.
See also: man lab-companion`
}

/** @param {string} text */
const roff = (text) => text.replaceAll('\\', '\\e').replaceAll('-', '\\-').replaceAll('…', '...')

/**
 * @param {{ version: string, date: string }} release date as YYYY-MM-DD
 * @returns {string} section 1 of the manual
 */
export function manualPage({ version, date }) {
  const entry = (/** @type {string} */ term, /** @type {string} */ text) => `.TP\n.B ${roff(term)}\n${roff(text)}`
  const options = programArguments.map(({ name, value, says }) => `.TP\n.BR ${roff(`--${name}`)}${value === undefined ? '' : ` " " \\fI${value}\\fP`}\n${roff(capital(says))}.`)
  return `.TH LAB\\-COMPANION 1 ${date} "Lab Companion ${version}" "User Commands"
.SH NAME
lab\\-companion \\- a companion for hands\\-on OpenShift Virtualization courses
.SH SYNOPSIS
.B lab\\-companion
.RI [ OPTION... ]
.RI [ FILE ]
.RB [ \\-\\- " \\fICHROMIUM-SWITCH...\\fP" ]
.SH DESCRIPTION
One window with a terminal where
.B oc
is logged in, the classroom's cluster as a live tree, the screens of its virtual machines, the steps of a unit that watch the cluster, and notes.
Without a classroom it offers a practice classroom on this computer, which needs no network.
.PP
.I FILE
is a classroom file, or the
.I unit.yaml
of a unit, which is copied among the user's own units.
Started twice on the same user data, the second start raises the first window.
.SH OPTIONS
${options.join('\n')}
${entry('--version', 'Show the version and the runtime that it is built from.')}
${entry('-h, --help', 'Show a summary of the options.')}
${entry('--', "What follows are Chromium's own switches, such as --force-device-scale-factor=1.5 or --disable-gpu.")}
.SH EXIT STATUS
${entry('0', 'The window was closed, or was open already.')}
${entry('1', 'The program cannot run here; it says why.')}
${entry('2', 'An argument is wrong.')}
.SH FILES
${entry('~/.config/Lab Companion', 'What the program keeps, but the passwords, which are in the keychain of the desktop, and the notes.')}
${entry('~/Documents/Lab Companion notes', 'The notes: plain Markdown.')}
${entry('/etc/lab-companion', 'Classrooms, units and a policy for everybody on this computer; /usr/share/doc/lab-companion/README tells more.')}
.SH SANDBOX
Web content runs in a sandbox made of user namespaces, or, where the system denies them, by the set\\-uid helper
.I chrome\\-sandbox
that the DEB and RPM packages bring. Where neither is possible the program does not start, and names the setting.
It refuses to run as root.
.SH SEE ALSO
.BR oc (1),
.BR virtctl (1),
.BR kubectl (1)
`
}

/** @param {string} text */
const capital = (text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`

/** @returns {string} for bash-completion, which loads it by the command's name */
export function bashCompletion() {
  const of = (/** @type {string} */ value) => programArguments.filter((argument) => argument.value === value).map(({ name }) => `--${name}`)
  const all = [...programArguments.map(({ name }) => `--${name}`), '--version', '--help']
  return `# bash completion for lab-companion
_lab_companion() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]}
  COMPREPLY=()
  case $before in
    ${of('DIR').join(' | ')})
      compopt -o filenames
      mapfile -t COMPREPLY < <(compgen -d -- "$word")
      return ;;
  esac
  if [[ $word == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W '${all.join(' ')}' -- "$word")
    return
  fi
  compopt -o filenames
  mapfile -t COMPREPLY < <(compgen -f -X '!*.@(yaml|yml)' -- "$word"; compgen -d -- "$word")
}
complete -F _lab_companion lab-companion
`
}
