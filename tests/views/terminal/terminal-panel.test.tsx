import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Result, TerminalDown, TerminalTab, WindowApi } from '../../../core/contract'
import type { Screen, ScreenOptions } from '../../../renderer/terminal/screen'
import { expectAccessible } from '../window'

// xterm.js measures and draws, which jsdom cannot; the real one is driven end to end.
const opened: { options: ScreenOptions; screen: Screen; written: string[]; pasted: string[]; replayed: string[] }[] = []
vi.mock('../../../renderer/terminal/screen', () => ({
  createScreen: async (_element: HTMLElement, options: ScreenOptions): Promise<Screen> => {
    const double = { options, written: [] as string[], pasted: [] as string[], replayed: [] as string[] }
    const screen: Screen = {
      write: (data, done) => (double.written.push(data), done()),
      replay: ({ data }, done) => (double.replayed.push(data), done()),
      fit: () => ({ cols: 80, rows: 24 }),
      focus: () => {},
      selection: () => 'selected text',
      paste: (text) => void double.pasted.push(text),
      pastesInBrackets: true,
      find: () => options.onSearchResults({ index: 1, count: 3 }),
      endSearch: () => {},
      jump: () => {},
      isFullScreen: () => false,
      setFontSize: () => {},
      repaint: () => {},
      dispose: () => {},
    }
    opened.push({ ...double, screen })
    return screen
  },
}))

const ok = <T,>(value: T): Promise<Result<T>> => Promise.resolve({ ok: true, value })

function tabOf(id: string, change: Partial<TerminalTab> = {}): TerminalTab {
  return { id, group: id, title: id, purpose: { kind: 'shell', user: id }, state: { kind: 'running', busy: false, command: null }, cwd: '/root', classroom: { id: 'practice', title: 'Practice', apiUrl: 'https://127.0.0.1:6443' }, ...change }
}

let tabs: TerminalTab[]
let announce: { changed: (tabs: TerminalTab[]) => void; focused: (to: { id: string }) => void }
let ports: Record<string, MessagePort>
const calls = { begin: vi.fn(), create: vi.fn(), restart: vi.fn(), close: vi.fn(), copyText: vi.fn(), paste: vi.fn(), saveLayout: vi.fn() }

beforeEach(() => {
  vi.resetModules()
  localStorage.clear()
  opened.length = 0
  ports = {}
  tabs = [tabOf('admin'), tabOf('developer', { state: { kind: 'running', busy: true, command: 'oc get vm' } })]
  Object.values(calls).forEach((call) => call.mockReset().mockImplementation(() => ok(undefined)))
  calls.begin.mockImplementation(() => ok(tabs))
  calls.create.mockImplementation(() => ok(tabOf('new')))
  announce = { changed: () => {}, focused: () => {} }
  const api = {
    app: { describe: () => ok({ hasGpu: false }), copyText: calls.copyText, paste: calls.paste, saveLayout: calls.saveLayout, on: {} },
    terminal: {
      begin: calls.begin,
      create: calls.create,
      restart: calls.restart,
      close: calls.close,
      on: {
        changed: (listener: typeof announce.changed) => {
          announce.changed = listener
        },
        focused: (listener: typeof announce.focused) => {
          announce.focused = listener
        },
      },
      open: {
        attach: ({ id }: { id: string }) => {
          const { port1, port2 } = new MessageChannel()
          ports[id] = port1
          window.dispatchEvent(Object.assign(new Event('message'), { data: { stream: id }, ports: [port2], source: window }))
          return ok({ stream: id })
        },
      },
    },
  }
  Object.assign(window, { app: api as unknown as WindowApi, matchMedia: () => ({ matches: false, addEventListener: () => {} }) })
  globalThis.ResizeObserver = class {
    observe() {}
    unobserve() {}
    disconnect() {}
  }
  Element.prototype.scrollIntoView = () => {}
})

afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
  Object.values(ports).forEach((port) => port.close())
})

async function show(activeUser: string | null = 'admin') {
  const { TerminalPanel } = await import('../../../renderer/terminal')
  render(<TerminalPanel classroom="practice" machines={[{ name: 'workstation', host: 'workstation.lab', users: [{ name: 'student' }, { name: 'root' }] }]} activeUser={activeUser} />)
  const region = await screen.findByRole('region', { name: 'Terminal' })
  return within(region)
}

describe('TerminalPanel', () => {
  it('has a tab for each shell, the busy one said to be busy', async () => {
    const region = await show()
    const developer = await region.findByRole('tab', { name: 'developer' })
    expect(developer.getAttribute('aria-busy')).toBe('true')
    expect(developer.getAttribute('aria-selected')).toBe('true')
    const admin = region.getByRole('tab', { name: 'admin' })
    expect(admin.getAttribute('aria-busy')).toBeNull()
    expect(admin.dataset['identity']).toBe('admin')
  })

  it('is accessible, with its bars', async () => {
    tabs = [...tabs, tabOf('workstation', { purpose: { kind: 'ssh', machine: 'workstation', user: 'student' }, state: { kind: 'exited', code: 255, signal: null } })]
    const region = await show()
    await region.findByText('Connection ended with exit status 255')
    fireEvent.click(region.getByRole('button', { name: 'Search terminal' }))
    await waitFor(() => expect(opened).toHaveLength(1))
    await region.findByRole('searchbox')
    await expectAccessible(screen.getByRole('region', { name: 'Terminal' }))
  })

  it('builds a terminal when it is first looked at', async () => {
    const region = await show()
    await waitFor(() => expect(Object.keys(ports)).toEqual(['developer']))
    fireEvent.click(region.getByRole('tab', { name: 'admin' }))
    await waitFor(() => expect(Object.keys(ports)).toEqual(['developer', 'admin']))
    expect(region.getByRole('tabpanel', { name: 'admin' })).toBeTruthy()
  })

  it('writes what main sends and acknowledges it', async () => {
    await show()
    await waitFor(() => expect(ports['developer']).toBeTruthy())
    const acknowledged = new Promise<unknown>((resolve) => {
      ports['developer']!.onmessage = ({ data }) => resolve(data)
    })
    const send = (item: TerminalDown) => ports['developer']!.postMessage({ d: item, n: item.data.length })
    send({ type: 'replay', data: 'earlier', seal: 's', runningMs: 0 })
    send({ type: 'data', data: 'x'.repeat(6000) })
    await expect(acknowledged).resolves.toEqual({ a: 6007 })
    expect(opened[0]?.replayed).toEqual(['earlier'])
  })

  it('opens a shell of the active identity, and begins with one', async () => {
    const region = await show('developer')
    expect(calls.begin).toHaveBeenCalledWith({ user: 'developer' })
    fireEvent.click(region.getByRole('button', { name: 'New terminal' }))
    expect(calls.create).toHaveBeenCalledWith({ purpose: { kind: 'shell', user: 'developer' } })
  })

  it('connects to a machine and splits', async () => {
    const region = await show()
    fireEvent.click(await region.findByRole('button', { name: 'SSH to workstation' }))
    expect(calls.create).toHaveBeenLastCalledWith({ purpose: { kind: 'ssh', machine: 'workstation', user: 'student' } })
    fireEvent.click(await region.findByRole('button', { name: 'Split terminal' }))
    expect(calls.create).toHaveBeenLastCalledWith({ purpose: { kind: 'shell', user: 'developer' }, beside: 'developer' })
  })

  it('names the classroom of a tab that acts in another than the open one', async () => {
    tabs = [tabOf('admin', { classroom: { id: 'ocp4', title: 'Second group', apiUrl: 'https://api.ocp4.example.com:6443' } }), tabOf('developer'), tabOf('later', { classroom: null })]
    const region = await show()
    const other = await region.findByRole('tab', { name: 'admin in Second group' })
    expect(other.textContent).toContain('Second group')
    expect(other.title).toBe('admin\n/root\nIn Second group (https://api.ocp4.example.com:6443)')
    expect(region.getByRole('tab', { name: 'developer' }).title).toContain('In Practice (https://127.0.0.1:6443)')
    expect(region.getByRole('tab', { name: 'later' })).toBeTruthy()
  })

  it('shows which of two halves is in front, and closes either alone', async () => {
    tabs = [tabOf('admin'), tabOf('admin 2', { group: 'admin' })]
    const region = await show()
    const close = await region.findByRole('button', { name: 'Close admin' })
    const inFront = () => Array.from(document.querySelectorAll('[data-terminal]:has([data-active])'), (pane) => pane.getAttribute('data-terminal'))
    expect(inFront()).toEqual(['admin 2'])
    fireEvent.click(close)
    expect(calls.close).toHaveBeenCalledWith({ id: 'admin' })
    fireEvent.click(within(document.querySelector<HTMLElement>('[data-terminal="admin"]')!).getByText('admin'))
    await waitFor(() => expect(inFront()).toEqual(['admin']))
    act(() => announce.changed([tabOf('admin 2', { group: 'admin' })]))
    expect(region.queryByRole('button', { name: /^Close/ })).toBeNull()
  })

  it('says that ssh is missing where it was asked for', async () => {
    calls.create.mockImplementation(() => Promise.resolve({ ok: false, error: { kind: 'local.sshMissing' } }))
    const region = await show()
    fireEvent.click(await region.findByRole('button', { name: 'SSH to workstation' }))
    expect((await region.findByRole('alert')).textContent).toContain('ssh is not on this computer')
  })

  it('closes by Delete and gives the front to the neighbour', async () => {
    const region = await show()
    const developer = await region.findByRole('tab', { name: 'developer' })
    fireEvent.click(developer)
    fireEvent.keyDown(developer, { key: 'Delete' })
    expect(calls.close).toHaveBeenCalledWith({ id: 'developer' })
    announce.changed([tabOf('admin')])
    await waitFor(() => expect(region.getByRole('tab', { name: 'admin' }).getAttribute('aria-selected')).toBe('true'))
  })

  it('moves by Ctrl+Tab, opens by Ctrl+Shift+T, changes the font size', async () => {
    const region = await show()
    const panel = await region.findByRole('tabpanel', { name: 'developer' })
    fireEvent.keyDown(panel, { key: 'Tab', ctrlKey: true })
    await region.findByRole('tabpanel', { name: 'admin' })
    fireEvent.keyDown(panel, { key: 'T', ctrlKey: true, shiftKey: true })
    expect(calls.create).toHaveBeenCalledOnce()
    const { useLayout } = await import('../../../renderer/layout')
    fireEvent.keyDown(panel, { key: '=', ctrlKey: true })
    expect(useLayout.getState().terminalFontSize).toBe(13)
    fireEvent.keyDown(panel, { key: '0', ctrlKey: true })
    expect(useLayout.getState().terminalFontSize).toBe(12)
  })

  it('offers to the palette what its buttons and keys do, for the terminal in front', async () => {
    const { terminalCommands } = await import('../../../renderer/terminal')
    expect(terminalCommands()).toEqual([])
    const region = await show()
    await waitFor(() => expect(opened).toHaveLength(1))
    const run = (title: string) => act(() => terminalCommands().find((command) => command.title === title)?.run())
    run('Split terminal')
    expect(calls.create).toHaveBeenLastCalledWith({ purpose: { kind: 'shell', user: 'developer' }, beside: 'developer' })
    run('Search terminal')
    expect(await region.findByRole('searchbox', { name: 'Search terminal' })).toBe(document.activeElement)
    announce.focused({ id: 'admin' })
    run('Close terminal')
    expect(calls.close).toHaveBeenLastCalledWith({ id: 'admin' })
  })

  it('is entered by the keyboard at the terminal in front, and not while it is folded', async () => {
    await show()
    const entries = () => Array.from(document.querySelectorAll('[data-panel-entry]'), (place) => place.closest('[data-terminal]')?.getAttribute('data-terminal'))
    await waitFor(() => expect(entries()).toEqual(['developer']))
    const { changeLayout } = await import('../../../renderer/layout')
    act(() => changeLayout({ terminalShown: false }))
    expect(entries()).toEqual([])
  })

  it('leaves the shell its keys', async () => {
    await show()
    await waitFor(() => expect(opened).toHaveLength(1))
    const owns = (init: KeyboardEventInit) => opened[0]!.options.isOwnKey(new KeyboardEvent('keydown', init))
    for (const key of ['c', 'v', 'w', 't', 'r', 'l', 'd', 'z', 'u', 'ArrowLeft']) expect(owns({ key, ctrlKey: true }), key).toBe(false)
    expect(owns({ key: 'Tab' })).toBe(false)
    expect(owns({ key: 'Tab', ctrlKey: true })).toBe(true)
    expect(owns({ key: 'C', ctrlKey: true, shiftKey: true })).toBe(true)
  })

  it('copies the selection and asks main to paste', async () => {
    const region = await show()
    const panel = await region.findByRole('tabpanel', { name: 'developer' })
    await waitFor(() => expect(opened).toHaveLength(1))
    fireEvent.keyDown(panel, { key: 'C', ctrlKey: true, shiftKey: true })
    expect(calls.copyText).toHaveBeenCalledWith({ text: 'selected text' })
    fireEvent.keyDown(panel, { key: 'V', ctrlKey: true, shiftKey: true })
    expect(calls.paste).toHaveBeenCalledOnce()
  })

  it('follows main when it brings a tab to front', async () => {
    const region = await show()
    await region.findByRole('tabpanel', { name: 'developer' })
    const { useLayout } = await import('../../../renderer/layout')
    useLayout.setState({ terminalShown: false })
    announce.focused({ id: 'admin' })
    await region.findByRole('tabpanel', { name: 'admin' })
    expect(useLayout.getState().terminalShown).toBe(true)
  })

  it('says how a shell ended and starts it again', async () => {
    tabs = [tabOf('admin', { state: { kind: 'exited', code: 3, signal: null } })]
    const region = await show()
    expect((await region.findByText('Shell ended with exit status 3')).closest('[role="status"]')).toBeTruthy()
    fireEvent.click(region.getByRole('button', { name: 'Start again' }))
    expect(calls.restart).toHaveBeenCalledWith({ id: 'admin' })
  })

  it('searches the terminal in front', async () => {
    const region = await show()
    await waitFor(() => expect(opened).toHaveLength(1))
    fireEvent.click(region.getByRole('button', { name: 'Search terminal' }))
    fireEvent.change(await region.findByRole('searchbox', { name: 'Search terminal' }), { target: { value: 'oc' } })
    expect(await region.findByText('2 of 3')).toBeTruthy()
    fireEvent.keyDown(region.getByRole('searchbox', { name: 'Search terminal' }), { key: 'Escape' })
    expect(region.queryByRole('searchbox')).toBeNull()
  })

  it('draws what became of a command, and by a clock that was put by a day how long one runs', async () => {
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 86_400_000)
    const region = await show()
    await waitFor(() => expect(opened).toHaveLength(1))
    const at = new Date(2026, 6, 24, 10, 35, 58).getTime()
    opened[0]!.options.onCommands(
      [
        { id: 1, row: 0, outcome: { state: 'finished', exit: 1, at, durationMs: 200 }, hasRoom: true },
        { id: 2, row: 3, outcome: { state: 'finished', exit: 0, at, durationMs: 65_000 }, hasRoom: false },
        { id: 3, row: 5, outcome: { state: 'running', since: performance.now() - 42_500 }, hasRoom: true },
      ],
      20,
    )
    const failed = await region.findByRole('img', { name: 'exit 1, 0.2 s, 10:35:58' })
    expect(failed.parentElement?.textContent).toBe('exit 1 0.2 s 10:35:58')
    expect(failed.parentElement?.style.top).toBe('0px')
    expect(region.getByRole('img', { name: 'exit 0, 1 min 5 s, 10:35:58' }).parentElement?.textContent).toBe('')
    // Of a busy machine some seconds more.
    expect(region.getByText(/^running 4[2-9] s$/)).toBeTruthy()
  })
})

describe('pasting', () => {
  async function paste(text: string) {
    const region = await show()
    await waitFor(() => expect(opened).toHaveLength(1))
    const target = (await region.findByRole('tabpanel')).querySelector('[class*="terminal"]')!
    fireEvent.paste(target, { clipboardData: { getData: () => text } })
    return { region, pasted: opened[0]!.pasted }
  }

  it('passes one line on, without what no key could type', async () => {
    const { region, pasted } = await paste('oc get vm\x1b[201~ -A\n')
    expect(pasted).toEqual(['oc get vm[201~ -A\n'])
    expect(region.queryByRole('alert')).toBeNull()
  })

  it('asks before several lines', async () => {
    const { region, pasted } = await paste('oc login \\\r\n  -u admin\r\noc whoami\r\n')
    const alert = await region.findByRole('alert')
    expect(alert.textContent).toContain('Paste 3 lines?')
    expect(document.activeElement?.textContent).toBe('Cancel')
    expect(pasted).toEqual([])
    fireEvent.click(region.getByRole('button', { name: 'Paste' }))
    expect(pasted).toEqual(['oc login \\\n  -u admin\noc whoami\n'])
    expect(region.queryByRole('alert')).toBeNull()
  })

  it('joins them where that is wanted', async () => {
    const { region, pasted } = await paste('oc wait hco x \\\n  --for=condition=Available\n')
    fireEvent.click(await region.findByRole('button', { name: 'Paste as one line' }))
    expect(pasted).toEqual(['oc wait hco x --for=condition=Available'])
  })

  it('drops them by Escape', async () => {
    const { region, pasted } = await paste('a\nb')
    fireEvent.keyDown(await region.findByRole('alert'), { key: 'Escape' })
    expect(region.queryByRole('alert')).toBeNull()
    expect(pasted).toEqual([])
  })
})
