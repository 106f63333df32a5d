import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { course, description, identity, refuse, signedOut } from '../../fakes/window-app'
import { expectAccessible, useFakeMain } from '../window'

const fake = useFakeMain()

// Terminal emulator and tree have tests of their own; here their places are.
vi.mock('../../../renderer/terminal', () => ({
  TerminalPanel: () => (
    <section aria-label="Terminal">
      <button type="button">New terminal</button>
      <div data-panel-entry>
        <textarea aria-label="Terminal input" />
      </div>
    </section>
  ),
  terminalCommands: () => [{ id: 'terminal.search', title: 'Search terminal', group: 'Terminal', keys: 'Ctrl Shift F', run: () => undefined }],
}))
vi.mock('../../../renderer/notes', () => ({
  notesCommands: () => [],
  findNotes: async (query: string) => (query === 'rhel9' ? [{ id: 'note.1', title: 'What I saw of it', group: 'Note', run: () => undefined }] : []),
  NotesPanel: () => <p>No notes</p>,
}))
const closeObject = vi.fn()
const openMachine = vi.fn()
vi.mock('../../../renderer/cluster', () => ({
  provideObjectTab: () => () => undefined,
  startCluster: async () => {
    const { provideSearch } = await import('../../../renderer/commands')
    const machine = { id: 'object|vm|vms-dev|rhel9-web', title: 'rhel9-web', group: 'VirtualMachine in vms-dev', run: openMachine }
    provideSearch({ find: () => [machine], recall: (id) => (id === machine.id ? machine : null) })
  },
  clusterCommands: () => [{ id: 'stage.close', title: 'Close rhel9-web', group: 'Stage', keys: 'Ctrl W', run: closeObject }],
  ClusterTree: () => <div role="tree" aria-label="Cluster" />,
  ClusterStatusCells: () => <span>Live</span>,
  StageTabs: () => <p>Nothing is open</p>,
}))

const state = { ...signedOut, active: 'admin', identities: [identity('admin', { state: 'signedIn' }), identity('developer')] }

async function openWindow() {
  const [{ App, startApp }, { startClassroom }, { startSession }] = await Promise.all([
    import('../../../renderer/app'),
    import('../../../renderer/classroom'),
    import('../../../renderer/session'),
  ])
  startApp()
  startClassroom()
  startSession()
  return render(<App />)
}

async function openClassroom() {
  fake.main.answer({ classroom: { get: () => ({ kind: 'open', classroom: course }) }, session: { get: () => state } })
  const view = await openWindow()
  await screen.findByRole('tree', { name: 'Cluster' })
  return view
}

const lastCall = () => fake.main.calls.at(-1)

describe('the window', () => {
  beforeEach(() => {
    vi.resetModules()
    localStorage.clear()
  })

  test('asks for a classroom when there is none', async () => {
    await openWindow()
    expect(await screen.findByRole('button', { name: 'Start practice classroom' })).toBe(document.activeElement)
    expect(document.title).toBe('Lab Companion')
    expect(screen.getByRole('status', { name: 'Session' }).textContent).toBe('Not logged in')
  })

  test('shows the classroom with tree, stage, terminal and who is logged in', async () => {
    const { container } = await openClassroom()
    expect(document.title).toBe('Lab Companion — OpenShift Virtualization')
    await screen.findByRole('region', { name: 'Terminal' })
    expect(screen.getByRole('button', { name: 'Logged in as admin' })).toBeTruthy()
    expect(screen.getByRole('contentinfo').textContent).toContain('api.ocp4.example.com:6443')
    await expectAccessible(container)
  })

  test('says so on an old runtime', async () => {
    fake.main.answer({ app: { describe: () => ({ ...description, electron: '25.1.1', runtimeIsOld: true }) } })
    await openWindow()
    expect((await screen.findByText('Development runtime: Electron 25')).title).toContain('no security fixes')
  })

  test('moves its own frame', async () => {
    await openWindow()
    await userEvent.click(await screen.findByRole('button', { name: 'Maximize' }))
    expect(lastCall()).toEqual({ name: 'app.window', input: { action: 'maximize' } })
    act(() => fake.main.announce('app', 'maximized', { maximized: true }))
    expect(screen.getByRole('button', { name: 'Restore' })).toBeTruthy()
  })

  test('leaves the frame to the desktop where that draws one', async () => {
    fake.main.answer({ app: { describe: () => ({ ...description, desktop: { frameless: false, maximized: false } }) } })
    await openWindow()
    await screen.findByText('Lab Companion 0.1.0')
    expect(screen.queryByRole('button', { name: 'Minimize' })).toBeNull()
  })

  test('folds the tree to a rail and remembers it', async () => {
    await openClassroom()
    await userEvent.click(screen.getByRole('button', { name: 'Cluster panel' }))
    expect(screen.queryByRole('tree')).toBeNull()
    expect(screen.getByRole('button', { name: 'Unfold cluster panel' })).toBeTruthy()
    await waitFor(() => expect(lastCall()).toMatchObject({ name: 'app.saveLayout', input: { treeShown: false } }))
  })

  test('switches classrooms from the title', async () => {
    fake.main.answer({ classroom: { list: () => [{ ...course, id: 'other', title: 'Another class' }] } })
    await openClassroom()
    await userEvent.click(screen.getByRole('button', { name: 'OpenShift Virtualization My classroom' }))
    // Without a layout all boxes lie at 0,0, so that a press anywhere would grab the panels' border; the click alone does not.
    fireEvent.click(await screen.findByRole('menuitemradio', { name: /Another class/ }))
    expect(lastCall()).toEqual({ name: 'classroom.switchTo', input: { id: 'other' } })
  })

  test('says beside the title whose classroom it is', async () => {
    await openClassroom()
    act(() => fake.main.announce('classroom', 'changed', { kind: 'open', classroom: { ...course, managed: true } }))
    expect(await screen.findByRole('button', { name: 'OpenShift Virtualization Prepared classroom' })).toBeTruthy()
  })

  test('keeps the open classroom when another one cannot be opened, and says why', async () => {
    const problems = [{ line: 1, column: 1, field: '', message: 'is not YAML' }]
    fake.main.answer({ classroom: { openFile: () => refuse({ kind: 'classroom.invalid', file: 'broken.yaml', problems }) } })
    await openClassroom()
    act(() => fake.main.announce('app', 'command', { id: 'classroom.open' }))
    const alert = await screen.findByRole('alert')
    expect(alert.textContent).toContain('broken.yaml:1')
    expect(screen.getByRole('tree', { name: 'Cluster' })).toBeTruthy()
    fireEvent.click(within(alert).getByRole('button', { name: 'Dismiss' }))
    expect(screen.queryByRole('alert')).toBeNull()
  })
})

describe('the palette', () => {
  beforeEach(() => vi.resetModules())

  const open = async () => {
    fireEvent.keyDown(window, { key: 'P', ctrlKey: true, shiftKey: true })
    return screen.findByRole('dialog', { name: 'Commands' })
  }

  test('opens by key, finds by words in any order, and runs with Enter', async () => {
    await openClassroom()
    const dialog = await open()
    await expectAccessible(dialog)
    const field = within(dialog).getByRole('combobox', { name: 'Command' })
    expect(field).toBe(document.activeElement)
    await userEvent.type(field, 'workstation ssh root')
    expect(within(dialog).getAllByRole('option').map((option) => option.textContent)).toEqual(['SSH to workstation as rootTerminal'])
    await userEvent.keyboard('{Enter}')
    expect(lastCall()).toEqual({ name: 'terminal.create', input: { purpose: { kind: 'ssh', machine: 'workstation', user: 'root' } } })
    expect(screen.queryByRole('dialog')).toBeNull()
  })

  test('moves with the arrows, around both ends', async () => {
    await openClassroom()
    const dialog = await open()
    const selected = () => within(dialog).getByRole('option', { selected: true }).textContent
    const first = selected()
    await userEvent.keyboard('{ArrowDown}')
    expect(selected()).not.toBe(first)
    await userEvent.keyboard('{ArrowUp}{ArrowUp}')
    expect(selected()).toBe(within(dialog).getAllByRole('option').at(-1)?.textContent)
    await userEvent.keyboard('{ArrowDown}')
    expect(selected()).toBe(first)
  })

  test('finds objects of the tree by name and does not list them before', async () => {
    await openClassroom()
    const dialog = await open()
    expect(within(dialog).queryByRole('option', { name: /VirtualMachine/ })).toBeNull()
    await userEvent.keyboard('rhel9')
    const options = () => within(dialog).getAllByRole('option').map((option) => option.textContent)
    // What takes longer stands below what was there at once.
    await waitFor(() => expect(options()).toEqual(['rhel9-webVirtualMachine in vms-dev', 'Close rhel9-webStageCtrlW', 'What I saw of itNote']))
  })

  test('finds by a few letters, and lists first what was used last', async () => {
    await openClassroom()
    await open()
    await userEvent.keyboard('r9w')
    expect(screen.getByRole('option', { selected: true }).textContent).toBe('rhel9-webVirtualMachine in vms-dev')
    await userEvent.keyboard('{Enter}')
    expect(openMachine).toHaveBeenCalledOnce()
    fireEvent.keyDown(window, { key: 'k', ctrlKey: true })
    const dialog = await screen.findByRole('dialog', { name: 'Commands' })
    expect(within(dialog).getAllByRole('option')[0]?.textContent).toBe('rhel9-webVirtualMachine in vms-dev')
  })

  test('zooms the whole window in steps', async () => {
    await openClassroom()
    await open()
    await userEvent.keyboard('zoom in{Enter}')
    await waitFor(() => expect(lastCall()).toMatchObject({ name: 'app.saveLayout', input: { scale: 1.1 } }))
    await open()
    await userEvent.keyboard('reset zoom{Enter}')
    await waitFor(() => expect(lastCall()).toMatchObject({ name: 'app.saveLayout', input: { scale: 1 } }))
  })

  test('says when nothing is found', async () => {
    await openClassroom()
    const dialog = await open()
    await userEvent.keyboard('xyzzy')
    expect(within(dialog).getByRole('status').textContent).toBe('Nothing is named like that.')
    await userEvent.keyboard('{Enter}')
    expect(screen.getByRole('dialog', { name: 'Commands' })).toBe(dialog)
  })

  test('offers no commands of a classroom when there is none', async () => {
    await openWindow()
    await screen.findByRole('button', { name: 'Start practice classroom' })
    const dialog = await open()
    expect(within(dialog).queryByRole('option', { name: /SSH|Log in|Fold/ })).toBeNull()
    expect(within(dialog).getByRole('option', { name: /Start practice classroom/ })).toBeTruthy()
  })

  test('stays away while a question is open', async () => {
    await openClassroom()
    act(() => fake.main.announce('session', 'changed', { ...state, trust: { id: 'q', classroom: 'ocp4', doubts: [] } }))
    await screen.findByRole('dialog', { name: 'Trust this cluster?' })
    fireEvent.keyDown(window, { key: 'P', ctrlKey: true, shiftKey: true })
    expect(screen.queryByRole('dialog', { name: 'Commands' })).toBeNull()
    closeObject.mockClear()
    expect(fireEvent.keyDown(document.body, { key: 'w', ctrlKey: true })).toBe(false)
    expect(closeObject).not.toHaveBeenCalled()
  })
})

describe('keys', () => {
  beforeEach(() => vi.resetModules())

  test('F6 goes round the panels and comes back to where the focus was', async () => {
    await openClassroom()
    const toggle = screen.getByRole('button', { name: 'Cluster panel' })
    await userEvent.click(toggle)
    toggle.focus()
    fireEvent.keyDown(document.activeElement ?? window, { key: 'F6' })
    expect(document.activeElement?.closest('[data-place]')?.getAttribute('data-place')).toBe('tree')
    fireEvent.keyDown(document.activeElement ?? window, { key: 'F6', shiftKey: true })
    expect(document.activeElement).toBe(toggle)
  })
})

describe('the keyboard', () => {
  beforeEach(() => vi.resetModules())

  test('comes to the terminal’s input by F6, wherever in that panel it was before', async () => {
    await openClassroom()
    const button = await screen.findByRole('button', { name: 'New terminal' })
    button.focus()
    fireEvent.keyDown(button, { key: 'F6' })
    expect(document.activeElement).not.toBe(button)
    fireEvent.keyDown(document.activeElement ?? window, { key: 'F6', shiftKey: true })
    expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Terminal input' }))
  })

  test('closes the object in front by Ctrl+W, which in a terminal is the shell’s', async () => {
    await openClassroom()
    closeObject.mockClear()
    const input = await screen.findByRole('textbox', { name: 'Terminal input' })
    expect(fireEvent.keyDown(input, { key: 'w', ctrlKey: true })).toBe(true)
    expect(closeObject).not.toHaveBeenCalled()
    expect(fireEvent.keyDown(screen.getByRole('tree'), { key: 'w', ctrlKey: true })).toBe(false)
    expect(closeObject).toHaveBeenCalledOnce()
  })

  test('opens the help by F1, which belongs to a program that fills the terminal', async () => {
    await openClassroom()
    const input = await screen.findByRole('textbox', { name: 'Terminal input' })
    input.parentElement?.setAttribute('data-keyboard', 'program')
    expect(fireEvent.keyDown(input, { key: 'F1' })).toBe(true)
    input.parentElement?.removeAttribute('data-keyboard')
    expect(fireEvent.keyDown(input, { key: 'F1' })).toBe(false)
    expect(await screen.findByRole('searchbox', { name: 'Search help' })).toBeDefined()
  })

  test('has a page of help that knows the terminal’s keys and those of tabs', async () => {
    await openClassroom()
    await screen.findByRole('textbox', { name: 'Terminal input' })
    act(() => fake.main.announce('app', 'command', { id: 'app.keys' }))
    const help = await screen.findByRole('dialog', { name: 'Keyboard shortcuts' })
    const lines = Array.from(help.querySelectorAll('dl > div'), (line) => line.textContent)
    expect(lines).toContain('Search terminalCtrlShiftF')
    expect(lines).toContain('Close the tab that has the focusDelete')
    expect(lines.filter((line) => line.endsWith('CtrlW'))).toHaveLength(1)
  })
})

describe('settings', () => {
  beforeEach(() => {
    vi.resetModules()
    localStorage.clear()
  })

  const source = { file: 'ocp4.yaml', text: 'kind: Classroom\nversion: 1\n' }

  async function editFile() {
    fake.main.answer({ classroom: { readSource: () => source, checkSource: () => [] } })
    const view = await openClassroom()
    act(() => fake.main.announce('app', 'command', { id: 'classroom.edit' }))
    await screen.findByRole('dialog', { name: 'Settings' })
    return { view, editor: await screen.findByRole('textbox', { name: /Classroom file/ }) }
  }

  test('list the mistakes of a classroom file with file, line and field, and lead to them', async () => {
    const { editor } = await editFile()
    fake.main.answer({ classroom: { checkSource: () => [{ line: 2, column: 10, field: 'version', message: 'must be 1' }] } })
    await userEvent.type(editor, '#')
    const problem = await screen.findByRole('button', { name: 'ocp4.yaml:2 version must be 1' })
    await userEvent.click(problem)
    expect((editor as HTMLTextAreaElement).selectionStart).toBe('kind: Classroom\n'.length + 9)
    expect(screen.getByRole('button', { name: 'Save' })).toHaveProperty('disabled', true)
  })

  test('save a file without mistakes', async () => {
    fake.main.answer({ classroom: { saveSource: () => ({ problems: [] }) } })
    const { editor, view } = await editFile()
    await expectAccessible(view.container)
    await userEvent.type(editor, '# mine')
    await userEvent.click(screen.getByRole('button', { name: 'Save' }))
    expect(fake.main.calls.find(({ name }) => name === 'classroom.saveSource')?.input).toEqual({ text: `${source.text}# mine` })
    expect(await screen.findByText('Saved')).toBeTruthy()
  })

  test('change theme and sizes at once and remember them', async () => {
    await openClassroom()
    act(() => fake.main.announce('app', 'command', { id: 'app.settings' }))
    await userEvent.click(await screen.findByRole('radio', { name: 'Dark' }))
    const { useTheme } = await import('../../../renderer/theme')
    expect(useTheme.getState().theme).toBe('dark')

    const size = screen.getByRole('textbox', { name: 'Terminal font size' })
    await userEvent.clear(size)
    await userEvent.type(size, '99')
    expect(screen.getByRole('alert').textContent).toBe('A whole number from 8 to 32.')
    await userEvent.clear(size)
    await userEvent.type(size, '16')
    await waitFor(() => expect(lastCall()).toMatchObject({ name: 'app.saveLayout', input: { theme: 'dark', terminalFontSize: 16 } }))
  })
})

describe('trouble', () => {
  beforeEach(() => vi.resetModules())

  test('an error that nobody caught is reported and shown with its number', async () => {
    await openWindow()
    window.dispatchEvent(new ErrorEvent('error', { error: new Error('boom'), message: 'boom' }))
    const alert = await screen.findByRole('alert')
    expect(alert.textContent).toContain('LC-7F3K2')
    expect(fake.main.calls.find(({ name }) => name === 'app.reportTrouble')?.input).toMatchObject({ message: 'window: boom' })
    await userEvent.click(within(alert).getByRole('button', { name: 'Reload the window' }))
    expect(fake.main.calls).toContainEqual({ name: 'app.window', input: { action: 'reload' } })
  })

  test('trouble in main is shown too', async () => {
    await openWindow()
    act(() => fake.main.announce('app', 'trouble', { incident: 'LC-AAAAA', what: 'The disk is full.' }))
    expect(screen.getByRole('alert').textContent).toContain('The disk is full.')
  })
})
