import { main } from '../border'
import { closeClassroom, openClassroomFile, openShippedClassroom, startPractice, useClassroom } from '../classroom'
import type { Command } from '../commands'
import { changeLayout, scaleBeside, useLayout } from '../layout'
import { forgetAllPasswords, logIn, logOut, openConsole, activate, useSession } from '../session'
import { isLocked } from '../policy'
import { setThemePreference, type ThemePreference } from '../theme'
import { show } from './store'

/** Everything that the window itself can do, for the palette, the menu and the keys. */
export function coreCommands(): Command[] {
  return [...loginCommands(), ...classroomCommands(), ...terminalCommands(), ...viewCommands()]
}

function openClassroom() {
  const { state } = useClassroom.getState()
  return state?.kind === 'open' ? state.classroom : null
}

function loginCommands(): Command[] {
  const state = useSession.getState().state
  if (state === null || openClassroom() === null) return []
  const group = 'Session'
  return [
    ...state.identities.map(({ user, state: login }): Command => {
      if (login !== 'signedIn') return { id: `session.login.${user}`, title: `Log in as ${user}`, group, run: () => void logIn(user) }
      return { id: `session.activate.${user}`, title: `Switch to ${user}`, group, available: () => user !== state.active, run: () => void activate(user) }
    }),
    ...state.identities
      .filter((identity) => identity.state === 'signedIn')
      .map(({ user }): Command => ({ id: `session.logout.${user}`, title: `Log out ${user}`, group, run: () => void logOut(user) })),
    { id: 'session.console', title: 'Open web console', group, available: () => openClassroom()?.consoleUrl !== null, run: () => void openConsole() },
    { id: 'session.passwords', title: 'Passwords…', group, run: () => show('settings.passwords') },
    {
      id: 'session.forget',
      title: 'Forget all passwords',
      group,
      run: () => void forgetAllPasswords(),
    },
  ]
}

function classroomCommands(): Command[] {
  const group = 'Classroom'
  const classroom = openClassroom()
  return [
    { id: 'classroom.practice', title: 'Start practice classroom', group, available: () => classroom?.kind !== 'practice' && !isLocked('forbidPractice'), run: () => void startPractice() },
    { id: 'classroom.open', title: 'Open classroom file…', group, available: () => !isLocked('lockClassrooms'), run: () => void openClassroomFile() },
    { id: 'classroom.shipped', title: 'Open the course’s classroom', group, available: () => !isLocked('lockClassrooms'), run: () => void openShippedClassroom() },
    { id: 'classroom.edit', title: 'Edit classroom file', group, available: () => classroom !== null && classroom.kind !== 'practice', run: () => show('settings.classroom') },
    { id: 'classroom.instructor', title: 'Instructor…', group, available: () => classroom?.kind === 'practice', run: () => show('instructor') },
    { id: 'classroom.close', title: 'Close classroom', group, available: () => classroom !== null, run: () => void closeClassroom() },
  ]
}

function terminalCommands(): Command[] {
  const classroom = openClassroom()
  if (classroom === null) return []
  const group = 'Terminal'
  const user = useSession.getState().state?.active ?? null
  return [
    {
      id: 'terminal.new',
      title: user === null ? 'New terminal' : `New terminal as ${user}`,
      group,
      keys: 'Ctrl Shift T',
      run: () => void main.terminal.create({ purpose: { kind: 'shell', user } }),
    },
    ...classroom.machines.flatMap((machine): Command[] =>
      machine.users.map(({ name }) => ({
        id: `terminal.ssh.${machine.name}.${name}`,
        title: `SSH to ${machine.name} as ${name}`,
        group,
        run: () => void main.terminal.create({ purpose: { kind: 'ssh', machine: machine.name, user: name } }),
      })),
    ),
  ]
}

const themes: Record<ThemePreference, string> = { system: 'Theme of the desktop', light: 'Light theme', dark: 'Dark theme' }

/** Chooses a theme and remembers it with the layout. */
export function chooseTheme(theme: ThemePreference): void {
  setThemePreference(theme)
  changeLayout({ theme })
}

function viewCommands(): Command[] {
  const group = 'Window'
  const { treeShown, guideShown, terminalShown, theme, scale } = useLayout.getState()
  const inWorkspace = () => openClassroom() !== null
  return [
    { id: 'view.tree', title: treeShown ? 'Fold cluster panel' : 'Unfold cluster panel', group, keys: 'Ctrl Shift E', available: inWorkspace, run: () => changeLayout({ treeShown: !treeShown }) },
    { id: 'view.terminal', title: terminalShown ? 'Fold terminal' : 'Unfold terminal', group, keys: 'Ctrl `', available: inWorkspace, run: () => changeLayout({ terminalShown: !terminalShown }) },
    { id: 'view.side', title: guideShown ? 'Fold guide and notes' : 'Unfold guide and notes', group, keys: 'Ctrl Shift G', available: inWorkspace, run: () => changeLayout({ guideShown: !guideShown }) },
    { id: 'view.guide', title: 'Show guide', group, available: inWorkspace, run: () => changeLayout({ guideShown: true, side: 'guide' }) },
    { id: 'view.notes', title: 'Show notes', group, available: inWorkspace, run: () => changeLayout({ guideShown: true, side: 'notes' }) },
    ...(['system', 'light', 'dark'] as const).map((preference): Command => ({
      id: `view.theme.${preference}`,
      title: themes[preference],
      group,
      available: () => theme !== preference,
      run: () => chooseTheme(preference),
    })),
    { id: 'view.larger', title: 'Zoom in', group, available: () => scaleBeside(scale, 1) !== scale, run: () => changeLayout({ scale: scaleBeside(scale, 1) }) },
    { id: 'view.smaller', title: 'Zoom out', group, available: () => scaleBeside(scale, -1) !== scale, run: () => changeLayout({ scale: scaleBeside(scale, -1) }) },
    { id: 'view.normal', title: 'Reset zoom', group, available: () => scale !== 1, run: () => changeLayout({ scale: 1 }) },
    { id: 'notes.quick', title: 'Quick note', group: 'Notes', keys: 'Ctrl Shift N', available: inWorkspace, run: () => show('quickNote') },
    { id: 'recap.open', title: 'Recap cards', group: 'Guide', available: inWorkspace, run: () => show('recap') },
    { id: 'unit.import', title: 'Import unit…', group: 'Guide', available: inWorkspace, run: () => show('import') },
    { id: 'app.settings', title: 'Settings…', group, keys: 'Ctrl ,', run: () => show('settings') },
    { id: 'app.help', title: 'Help', group, keys: 'F1', run: () => show('help') },
    { id: 'app.diagnostics', title: 'Copy diagnostics…', group, run: () => show('diagnostics') },
    { id: 'app.keys', title: 'Keyboard shortcuts', group, run: () => show('keys') },
    { id: 'app.log', title: 'Show log folder', group, run: () => void main.app.openLog() },
    { id: 'app.reload', title: 'Reload window', group, run: () => void main.app.window({ action: 'reload' }) },
  ]
}
