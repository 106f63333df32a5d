/** The program's own plumbing, and what other terminals say of themselves; none of it is true inside a tab. */
const FOREIGN = [
  /^ELECTRON_/,
  /^CHROME_/,
  /^NODE_(OPTIONS|PATH|ENV|CHANNEL_FD|UNIQUE_ID)$/,
  /^npm_/i,
  /^(VITE|VITEST|PLAYWRIGHT|LAB_COMPANION)_?/,
  /^(TERM_PROGRAM|TERM_SESSION|VTE_|KONSOLE_|GNOME_TERMINAL_|VSCODE_|ITERM_|WT_|KITTY_|ALACRITTY_|TMUX)/,
  /^(STY|WINDOW|WINDOWID|TERMCAP|COLUMNS|LINES|INIT_CWD|SHLVL|OLDPWD|PWD|_|FORCE_COLOR|GDK_BACKEND|ORIGINAL_XDG_CURRENT_DESKTOP)$/,
  // Started by hand from a shell that holds a secret, the program must not hand it on. A student's own start files set theirs again.
  /(^|_)(TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?|API_?KEY)(_|$)/i,
]

/** What a tab's process starts with: the desktop's environment without ours, then `extra`, then the terminal's own truth. */
export function buildEnvironment(inherited: Readonly<Record<string, string | undefined>>, extra: Readonly<Record<string, string>>): Record<string, string> {
  const environment: Record<string, string> = {}
  for (const [name, value] of Object.entries(inherited)) {
    if (value !== undefined && !FOREIGN.some((pattern) => pattern.test(name))) environment[name] = value
  }
  const desktop = inherited['ORIGINAL_XDG_CURRENT_DESKTOP']
  if (desktop !== undefined) environment['XDG_CURRENT_DESKTOP'] = desktop
  // Without any locale, shells take every letter beyond ASCII apart.
  if (!['LC_ALL', 'LC_CTYPE', 'LANG'].some((name) => environment[name])) environment['LANG'] = 'C.UTF-8'
  Object.assign(environment, extra, { TERM: 'xterm-256color', COLORTERM: 'truecolor', TERM_PROGRAM: 'lab-companion' })
  if (environment['PATH'] !== undefined && inherited['npm_lifecycle_event'] !== undefined) environment['PATH'] = withoutNpm(environment['PATH'])
  return environment
}

/** `npm start` puts folders in front of PATH that hide the student's own programs. */
function withoutNpm(path: string): string {
  return path
    .split(':')
    .filter((folder) => !folder.endsWith('/node_modules/.bin') && !folder.endsWith('/node-gyp-bin'))
    .join(':')
}
