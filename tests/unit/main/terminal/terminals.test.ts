import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { StreamSource, StreamUp, TerminalDown, TerminalTab } from '../../../../core/contract'
import { createCreditMeter } from '../../../../core/stream'
import { createTerminals, type FinishedInTab, type Terminals } from '../../../../main/terminal'

const shells = ['/bin/bash', '/usr/bin/zsh'].filter((path) => existsSync(path))

let home: string
let dataDir: string
let running: Terminals[]
let finished: FinishedInTab[]
let changes: (() => void)[]
let environment: Record<string, string>
let warnings: string[]

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'lc-home-'))
  dataDir = await mkdtemp(join(tmpdir(), 'lc-data-'))
  running = []
  finished = []
  changes = []
  warnings = []
  environment = { HOME: home, SHELL: '/bin/bash' }
})

afterEach(async () => {
  vi.restoreAllMocks()
  await Promise.all(running.map((terminals) => terminals.dispose()))
  await rm(home, { recursive: true, force: true })
  await rm(dataDir, { recursive: true, force: true })
})

const wake = (): void => [...changes].forEach((look) => look())

/** Resolves as soon as `look` answers something; the suite's own time limit ends a wait in vain. */
function until<T>(look: () => T | null | undefined | false): Promise<T> {
  return new Promise((resolve) => {
    const check = (): void => {
      const found = look()
      if (found === null || found === undefined || found === false) return
      changes.splice(changes.indexOf(check), 1)
      resolve(found)
    }
    changes.push(check)
    check()
  })
}

function start(options: Partial<Parameters<typeof createTerminals>[0]> = {}): Terminals {
  const terminals = createTerminals({
    dataDir,
    announce: () => setImmediate(wake),
    log: { info: () => {}, warn: (what) => warnings.push(what), incident: () => 'LC-00000', hide: () => {} },
    environmentFor: async (purpose) => ({ ...environment, TEST_IDENTITY: purpose.user ?? 'nobody' }),
    identityName: (purpose) => purpose.user ?? '',
    hostOf: (machine) => (machine === 'workstation' ? '127.0.0.1' : null),
    classroom: () => null,
    ...options,
  })
  terminals.onCommandFinished((each) => {
    finished.push(each)
    wake()
  })
  running.push(terminals)
  return terminals
}

interface Watcher {
  text: string
  replay: string
  runningMs: number
  ended: boolean
  held: number
  peak: number
  grants: boolean
  grant(): void
  source: StreamSource<StreamUp<'terminal', 'attach'>>
  type(data: string): void
  has(text: string | RegExp): Promise<unknown>
}

/** A window's end of the stream: keeps the text and grants credit as long as `grants`. */
async function attach(terminals: Terminals, id: string): Promise<Watcher> {
  let told: (flowing: boolean) => void = () => {}
  const meter = createCreditMeter((flowing) => told(flowing))
  const watcher: Watcher = {
    text: '',
    replay: '',
    runningMs: 0,
    ended: false,
    held: 0,
    peak: 0,
    grants: true,
    grant() {
      meter.grant(this.held)
      this.held = 0
    },
    source: undefined as never,
    type(data) {
      this.source.receive({ type: 'input', data })
    },
    has(wanted) {
      return until(() => (typeof wanted === 'string' ? this.text.includes(wanted) : wanted.test(this.text)))
    },
  }
  watcher.source = await terminals.handlers.streams.attach(
    { id, cols: 100, rows: 30 },
    {
      send(item: TerminalDown, cost) {
        if (item.type === 'replay') [watcher.replay, watcher.runningMs] = [item.data, item.runningMs]
        else watcher.text += item.data
        watcher.held += cost
        watcher.peak = Math.max(watcher.peak, watcher.held)
        meter.spend(cost)
        if (watcher.grants) watcher.grant()
        wake()
      },
      end: () => {
        watcher.ended = true
        wake()
      },
      get flowing() {
        return meter.flowing
      },
      onFlow: (listener) => {
        told = listener
      },
    },
  )
  return watcher
}

const plain = { kind: 'shell', user: null } as const

async function openShell(terminals: Terminals): Promise<{ tab: TerminalTab; watcher: Watcher }> {
  const tab = await terminals.handlers.calls.create({ purpose: plain })
  const watcher = await attach(terminals, tab.id)
  return { tab, watcher }
}

const stateOf = (terminals: Terminals, id: string) => terminals.list().find((tab) => tab.id === id)?.state

async function isGone(pid: number): Promise<boolean> {
  // A zombie that init has not collected yet is gone as well.
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return status === '' || /\) Z /.test(status)
}

describe.each(shells)('with %s', (shell) => {
  beforeEach(() => {
    environment['SHELL'] = shell
  })

  it('tells each command with its exit status, its line and the directory', async () => {
    const terminals = start()
    const { tab, run } = await terminals.openPrompt('admin')
    const watcher = await attach(terminals, tab.id)
    await expect(run("printf '%s\\n' 'a;\\b'; cd /tmp; (exit 7)").finished).resolves.toEqual({ exit: 7 })
    const [first] = finished
    expect(first).toMatchObject({ command: "printf '%s\\n' 'a;\\b'; cd /tmp; (exit 7)", exit: 7 })
    expect(first?.durationMs).toBeGreaterThanOrEqual(0)
    await until(() => terminals.list()[0]?.cwd === '/tmp')
    await watcher.has(/\x1b\]633;D;[0-9a-f]{32};7;\d+;\d+\x07/)
    expect(watcher.text).toContain('\x07a;\\b\r\n')
  })

  it('times a command by a clock that nobody puts, also for who looks at it while it runs', async () => {
    const terminals = start()
    const { tab, run } = await terminals.openPrompt('admin')
    const began = performance.now()
    const running = run('read -r line')
    await until(() => JSON.stringify(stateOf(terminals, tab.id)).includes('"busy":true'))
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 86_400_000)
    const watcher = await attach(terminals, tab.id)
    expect(watcher.runningMs).toBeGreaterThan(0)
    expect(watcher.runningMs).toBeLessThanOrEqual(performance.now() - began)
    watcher.type('done\r')
    await running.finished
    expect(finished[0]?.durationMs).toBeLessThanOrEqual(Math.ceil(performance.now() - began))
  })

  it('tells what a command printed as a person would read it, and where it was started', async () => {
    const terminals = start()
    const { run } = await terminals.openPrompt('admin')
    await run("printf 'half\\r\\e[31mwhole\\e[0m line\\n'; cd /tmp; echo sha256~abcdefghijklmnopqrstuvwxyz0123456789").finished
    expect(finished[0]).toMatchObject({ output: 'whole line\nsha256~[hidden]', cwd: home })
    expect(finished[0]?.command).toContain('echo sha256~[hidden]')
    await (await terminals.openPrompt('admin')).run('seq 1 20000').finished
    expect(finished[1]?.cwd).toBe('/tmp')
    expect(finished[1]?.output.length).toBeLessThan(70_000)
    expect(finished[1]?.output).toMatch(/^1\n2\n[^]*characters left out[^]*\n19999\n20000$/)
  })

  it('runs several lines one after the other in one tab and stops at the first that fails', async () => {
    const terminals = start()
    await expect(terminals.runLines('admin', ['cd /tmp', 'test "$PWD" = /tmp', 'true'])).resolves.toMatchObject({ done: 3, exit: 0 })
    await expect(terminals.runLines('admin', ['true', '(exit 3)', 'touch never'])).resolves.toMatchObject({ done: 1, exit: 3 })
    expect(finished.map(({ command }) => command)).toEqual(['cd /tmp', 'test "$PWD" = /tmp', 'true', 'true', '(exit 3)'])
    expect(terminals.list()).toHaveLength(1)
  })

  it('is busy while a command runs, and says which', async () => {
    const terminals = start()
    const { tab, run } = await terminals.openPrompt('admin')
    const command = run('sleep 60')
    await until(() => {
      const state = stateOf(terminals, tab.id)
      return state?.kind === 'running' && state.busy && state.command === 'sleep 60'
    })
    // The mark comes before the program is started.
    let argv: string[] | null = null
    while (argv?.[0] !== 'sleep') argv = await command.foreground()
    expect(argv).toEqual(['sleep', '60'])
    command.interrupt()
    await expect(command.finished).resolves.toEqual({ exit: 130 })
    await until(() => {
      const state = stateOf(terminals, tab.id)
      return state?.kind === 'running' && !state.busy
    })
  })

  it('does not believe a mark that a program prints', async () => {
    const terminals = start()
    const { run } = await terminals.openPrompt('admin')
    const command = run(`printf '\\033]633;D;0\\007\\033]633;D;%032d;0\\007spoofed\\n' 0; exec 2>&1; (exit 3)`)
    await expect(command.finished).resolves.toEqual({ exit: 3 })
    expect(finished).toHaveLength(1)
  })

  it('knows the shell of its start files and leaves files and history to it', async () => {
    const rc = shell.endsWith('zsh') ? '.zshrc' : '.bashrc'
    if (rc === '.bashrc') await writeFile(join(home, '.bash_profile'), '. ~/.bashrc\n')
    await writeFile(join(home, rc), 'export FROM_RC=yes; PS1="mine> "; HISTFILE=$HOME/history; HISTSIZE=50; SAVEHIST=50\n')
    const before = (await readdir(home)).sort()
    const terminals = start()
    const { tab, run } = await terminals.openPrompt('admin')
    const watcher = await attach(terminals, tab.id)
    await run('echo "rc=$FROM_RC zdotdir=${ZDOTDIR-none}"').finished
    await watcher.has('rc=yes zdotdir=none')
    expect(watcher.text + watcher.replay).toContain('mine> ')
    await terminals.dispose()
    expect((await readdir(home)).filter((name) => name !== 'history').sort()).toEqual(before)
    const history = await readFile(join(home, 'history'), 'utf8')
    expect(history.split('\n').filter((line) => line !== '')).toEqual([expect.stringContaining('echo "rc=$FROM_RC')])
  })

  it('gives the shell a clean environment', async () => {
    process.env['ELECTRON_RUN_AS_NODE'] = '1'
    process.env['MY_TOKEN'] = 'must-not-be-seen'
    process.env['npm_config_thing'] = '1'
    process.env['NODE_OPTIONS'] = ''
    try {
      const terminals = start()
      const { tab, run } = await terminals.openPrompt('admin')
      const watcher = await attach(terminals, tab.id)
      await run('env | cut -c1-60; echo "done"').finished
      await watcher.has(/\ndone/)
      expect(watcher.text).toContain('TERM=xterm-256color')
      expect(watcher.text).toContain('COLORTERM=truecolor')
      expect(watcher.text).not.toMatch(/^(ELECTRON_|npm_|NODE_OPTIONS|MY_TOKEN|VITEST|LAB_COMPANION|.*NONCE)/m)
      expect(watcher.text).not.toContain('must-not-be-seen')
    } finally {
      for (const name of ['ELECTRON_RUN_AS_NODE', 'MY_TOKEN', 'npm_config_thing', 'NODE_OPTIONS']) delete process.env[name]
    }
  })

  it('shows the identity and the current project where the prompt is the distribution’s', async () => {
    const kubeconfig = join(home, 'kubeconfig')
    await writeFile(kubeconfig, 'apiVersion: v1\nclusters: []\ncurrent-context: unit1-lab/api-ocp4-example-com:6443/admin\nkind: Config\n')
    environment['KUBECONFIG'] = kubeconfig
    if (shell.endsWith('bash')) await writeFile(join(home, '.bash_profile'), "PS1='[\\u@\\h \\W]\\$ '\n")
    else await writeFile(join(home, '.zshrc'), '')
    const terminals = start()
    const { tab } = await terminals.openPrompt('admin')
    const watcher = await attach(terminals, tab.id)
    expect(watcher.replay).toContain('\x1b[35m[admin@ocp4 unit1-lab ~]\x1b[0m')
    await writeFile(kubeconfig, 'current-context: "$(touch x)/api-ocp4-example-com:6443/admin"\n')
    watcher.type('\r')
    await watcher.has('[admin ~]')
    watcher.type("mkdir 'a $(touch y)'; cd a*\r")
    await watcher.has('[admin a $(touch y)]')
    expect(await readdir(home)).not.toContain('x')
    expect(await readdir(join(home, 'a $(touch y)'))).toEqual([])
  })

  it('says in which classroom a shell was started, also when another one is open', async () => {
    const practice = { id: 'practice', title: 'Practice', apiUrl: 'https://127.0.0.1:6443' }
    const other = { id: 'ocp4', title: 'Second group', apiUrl: 'https://api.ocp4.example.com:6443' }
    let open: typeof other | null = practice
    const terminals = start({ classroom: () => open })
    const { tab } = await terminals.openPrompt('admin')
    expect(tab.classroom).toEqual(practice)
    open = other
    expect((await terminals.handlers.calls.create({ purpose: { kind: 'shell', user: 'admin' } })).classroom).toEqual(other)
    expect(terminals.list().map(({ classroom }) => classroom)).toEqual([practice, other])
    expect((await terminals.handlers.calls.restart({ id: tab.id })).classroom).toEqual(other)
  })

  it('puts back what start files that set PATH anew have dropped, last', async () => {
    environment['PATH'] = '/opt/oc/bin:/usr/bin:/bin:/opt/tools of the classroom'
    await writeFile(join(home, shell.endsWith('zsh') ? '.zshrc' : '.bash_profile'), 'PATH=/usr/bin:/bin\n')
    const terminals = start()
    const { tab, run } = await terminals.openPrompt('admin')
    const watcher = await attach(terminals, tab.id)
    await run('echo "path=$PATH left=${LAB_COMPANION_PATH-none}"').finished
    await watcher.has('\x07path=/usr/bin:/bin:/opt/oc/bin:/opt/tools of the classroom left=none')
  })

  it.each(['set -u', 'setopt ksharrays shwordsplit nounset 2>/dev/null; set -u; PS1="own> "'])('bears a strict or strange shell: %s', async (line) => {
    await writeFile(join(home, shell.endsWith('zsh') ? '.zshrc' : '.bash_profile'), `${line}\n`)
    const terminals = start()
    const { tab, run } = await terminals.openPrompt('admin')
    const watcher = await attach(terminals, tab.id)
    await expect(run('(exit 6)').finished).resolves.toEqual({ exit: 6 })
    await (await terminals.openPrompt('admin')).run('echo over').finished
    await watcher.has(/\x07over\r/)
    expect(finished.map(({ exit, command }) => [command, exit])).toEqual([['(exit 6)', 6], ['echo over', 0]])
    expect(watcher.replay + watcher.text).not.toMatch(/unbound|not set|not found|bad /)
  })

  it('keeps what the student types out of a command of the program', async () => {
    const terminals = start()
    const { tab } = await terminals.openPrompt('admin')
    const watcher = await attach(terminals, tab.id)
    watcher.type('half a line')
    await watcher.has('half a line')
    const other = await terminals.openPrompt('admin')
    expect(other.tab.id).not.toBe(tab.id)
    watcher.type('\x15\r')
    await until(() => watcher.text.lastIndexOf('\x1b]633;B;') > watcher.text.lastIndexOf('half'))
    expect(warnings).toEqual([])
  })

  it('knows when somebody asks for a password, answers, and keeps the answer out of what it keeps', async () => {
    const terminals = start()
    const { tab, run } = await terminals.openPrompt('admin')
    const watcher = await attach(terminals, tab.id)
    const read = shell.endsWith('zsh') ? 'read -s "secret?Password: "' : 'read -s -p "Password: " secret'
    const command = run(`${read}; echo; echo "length \${#secret}"`)
    // The question is printed before the echo goes off; asking again is what a login does too.
    await watcher.has(/Password: $/)
    while (!(await command.echoIsOff())) await new Promise(setImmediate)
    command.answer('correct horse')
    await expect(command.finished).resolves.toEqual({ exit: 0 })
    await watcher.has('length 13')
    expect(watcher.text).not.toContain('correct horse')
    await terminals.dispose()
    const saved = await readFile(join(dataDir, 'terminal', 'scroll-back', `${tab.id}.txt`), 'utf8')
    expect(saved).toContain('length 13')
    expect(saved).not.toContain('correct horse')
  })

  it('leaves no process behind', async () => {
    const terminals = start()
    const { tab, run } = await terminals.openPrompt('admin')
    const watcher = await attach(terminals, tab.id)
    run("echo pid=$$; sh -c 'trap \"\" HUP; echo child=$$; while :; do sleep 60; done'")
    await watcher.has(/child=\d+\r/)
    const pids = ['pid', 'child'].map((name) => Number(new RegExp(`[\\n\\x07]${name}=(\\d+)\\r`).exec(watcher.text)?.[1]))
    await terminals.dispose()
    for (const pid of pids) {
      expect(pid).toBeGreaterThan(0)
      while (!(await isGone(pid))) await new Promise(setImmediate)
    }
  })
})

describe('with bash', () => {
  it('does not take an older line for one that the history was not given', async () => {
    await writeFile(join(home, '.bash_profile'), 'HISTCONTROL=ignoreboth\n')
    const terminals = start()
    const { run } = await terminals.openPrompt('admin')
    await run('echo one').finished
    const again = await terminals.openPrompt('admin')
    await again.run(' echo hidden').finished
    expect(finished.map((each) => each.command)).toEqual(['echo one', ''])
  })

  it('ends a command with a syntax error', async () => {
    const terminals = start()
    const { run } = await terminals.openPrompt('admin')
    await expect(run('echo )').finished).resolves.toEqual({ exit: 2 })
  })

  it.each(["PROMPT_COMMAND='last=$?'", "PROMPT_COMMAND=('true' 'last=$?')"])('runs the prompt commands of the student with the true status: %s', async (line) => {
    await writeFile(join(home, '.bash_profile'), `${line}; PS1='<$last> '\n`)
    const terminals = start()
    const { tab, run } = await terminals.openPrompt('admin')
    const watcher = await attach(terminals, tab.id)
    await run('(exit 5)').finished
    await watcher.has('<5> ')
  })
})

describe('a flood', () => {
  it('stops at the high-water mark, goes on with credit, and keeps a bounded scroll-back', async () => {
    const terminals = start()
    const { tab, run } = await terminals.openPrompt('admin')
    const watcher = await attach(terminals, tab.id)
    watcher.grants = false
    const command = run('yes 0123456789')
    // Paused: nothing more comes, however often the loop turns.
    await until(() => watcher.held > 100_000)
    let last = -1
    while (last !== watcher.held) {
      last = watcher.held
      for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate)
    }
    expect(watcher.peak).toBeLessThan(300_000)
    watcher.grants = true
    watcher.grant()
    await until(() => watcher.text.length > 4_000_000)
    const pressed = watcher.text.length
    watcher.type('\x03')
    await expect(command.finished).resolves.toEqual({ exit: 130 })
    // What was in flight when Ctrl+C was pressed: a batch, a read of the terminal and its kernel's buffer.
    expect(watcher.text.length - pressed).toBeLessThan(500_000)
    const again = await attach(terminals, tab.id)
    expect(again.replay.length).toBeGreaterThan(1_900_000)
    expect(again.replay.length).toBeLessThanOrEqual(2_040_000)
    expect(watcher.ended).toBe(true)
  })

  it('does not stop Ctrl+C when the window owes everything', async () => {
    const terminals = start()
    const { tab, run } = await terminals.openPrompt('admin')
    const watcher = await attach(terminals, tab.id)
    watcher.grants = false
    const command = run('yes')
    await until(() => watcher.held > 100_000)
    watcher.type('\x03')
    watcher.grants = true
    watcher.grant()
    await expect(command.finished).resolves.toEqual({ exit: 130 })
  })

  it('keeps characters of two halves and of several bytes whole', async () => {
    const terminals = start()
    const { tab, run } = await terminals.openPrompt('admin')
    const watcher = await attach(terminals, tab.id)
    await run("yes 'é€😀' | head -n 20000; echo over").finished
    await watcher.has('\nover')
    expect(watcher.text).not.toContain('\ufffd')
    expect(watcher.text.match(/[\n\x07]é€😀\r/g)).toHaveLength(20_000)
    expect(watcher.text).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/)
  })
})

describe('a tab', () => {
  it('says how its shell ended, survives a resize then, and starts again', async () => {
    const terminals = start()
    const { tab, watcher } = await openShell(terminals)
    await watcher.has('\x1b]633;B;')
    watcher.type('exit 4\r')
    await until(() => stateOf(terminals, tab.id)?.kind === 'exited')
    expect(stateOf(terminals, tab.id)).toEqual({ kind: 'exited', code: 4, signal: null })
    watcher.source.receive({ type: 'resize', cols: 50, rows: 10 })
    watcher.type('into the void')
    const before = watcher.text.length
    await terminals.handlers.calls.restart({ id: tab.id })
    await until(() => watcher.text.slice(before).includes('\x1b]633;B;'))
    watcher.type('stty size\r')
    await watcher.has('10 50')
  })

  it('resizes on the way out without an error', async () => {
    const terminals = start()
    const { tab, watcher } = await openShell(terminals)
    await watcher.has('\x1b]633;B;')
    watcher.type('exit\r')
    for (let cols = 20; stateOf(terminals, tab.id)?.kind !== 'exited'; cols = cols === 20 ? 21 : 20) {
      watcher.source.receive({ type: 'resize', cols, rows: 5 })
      watcher.type('x')
      await new Promise(setImmediate)
    }
  })

  it('gives way to an identity while nobody has typed in it', async () => {
    const terminals = start()
    const { tab } = await openShell(terminals)
    const { tab: taken } = await terminals.openPrompt('admin')
    expect(taken).toMatchObject({ id: tab.id, title: 'admin', purpose: { kind: 'shell', user: 'admin' } })
    expect(terminals.list()).toHaveLength(1)
  })

  it('still gives way after the terminal itself has answered a program', async () => {
    const terminals = start()
    const { tab, watcher } = await openShell(terminals)
    await watcher.has('\x1b]633;B;')
    watcher.type('\x1b[?1;2c\x1b[I\x1b[3;1R\x1b]11;rgb:1515/1515/1515\x07')
    const { tab: taken } = await terminals.openPrompt('admin')
    expect(taken.id).toBe(tab.id)
  })

  it('is not used for a login to another classroom', async () => {
    const terminals = start()
    const first = await terminals.openPrompt('admin')
    await first.run('true').finished
    environment['KUBECONFIG'] = '/elsewhere'
    const second = await terminals.openPrompt('admin')
    expect(second.tab.id).not.toBe(first.tab.id)
    await second.run('true').finished
    environment['KUBECONFIG'] = '/elsewhere'
    expect((await terminals.openPrompt('admin')).tab.id).toBe(second.tab.id)
  })

  it('does not give way once somebody has typed', async () => {
    const terminals = start()
    const { tab, watcher } = await openShell(terminals)
    await watcher.has('\x1b]633;B;')
    watcher.type('x')
    const { tab: other } = await terminals.openPrompt('admin')
    expect(other.id).not.toBe(tab.id)
  })

  it('serves one command after the other', async () => {
    const terminals = start()
    const first = await terminals.openPrompt('admin')
    await first.run('false').finished
    const second = await terminals.openPrompt('admin')
    expect(second.tab.id).toBe(first.tab.id)
    await expect(second.run('true').finished).resolves.toEqual({ exit: 0 })
  })

  it('is not shared by two logins at once', async () => {
    const terminals = start()
    await openShell(terminals)
    const [admin, developer] = await Promise.all([terminals.openPrompt('admin'), terminals.openPrompt('developer')])
    expect(admin.tab.id).not.toBe(developer.tab.id)
    await expect(Promise.all([admin.run('exit 1').finished, developer.run('true').finished])).resolves.toEqual([{ exit: null }, { exit: 0 }])
  })

  it('opens a new one rather than typing into a running program', async () => {
    const terminals = start()
    const { tab, run } = await terminals.openPrompt('admin')
    run('cat')
    const second = await terminals.openPrompt('admin')
    expect(second.tab.id).not.toBe(tab.id)
    expect(second.tab.title).toBe('admin 2')
  })

  it('runs lines beside what the student has typed, not behind it', async () => {
    const terminals = start()
    const { tab, run } = await terminals.openPrompt('admin')
    await run('true').finished
    const watcher = await attach(terminals, tab.id)
    watcher.type('rm -r ')
    const { tab: used, exit } = await terminals.runLines('admin', ['true'])
    expect(exit).toBe(0)
    expect(used).not.toBe(tab.id)
  })

  it('works with a shell that marks nothing', async () => {
    environment['SHELL'] = '/bin/dash'
    const terminals = start()
    const { tab, run } = await terminals.openPrompt('admin')
    const watcher = await attach(terminals, tab.id)
    await expect(run('echo $((40 + 2)); sleep 0.1').finished).resolves.toEqual({ exit: null })
    await watcher.has('42')
  })

  it('refuses a line with a control character', async () => {
    const terminals = start()
    const { run } = await terminals.openPrompt('admin')
    expect(() => run('true\rfalse')).toThrow('terminal.failed')
  })
})

describe('after a restart of the program', () => {
  it('brings tabs, directory and scroll-back back, in files of the student alone', async () => {
    const first = start()
    const { tab, run } = await first.openPrompt('admin')
    await run('cd /usr; echo before the restart').finished
    await first.handlers.calls.create({ purpose: plain, beside: tab.id })
    await first.dispose()
    const folder = join(dataDir, 'terminal')
    for (const file of ['tabs.json', `scroll-back/${tab.id}.txt`]) expect((await stat(join(folder, file))).mode & 0o777).toBe(0o600)

    const second = start()
    const tabs = await second.handlers.calls.begin({ user: null })
    expect(tabs.map((each) => ({ ...each, state: null }))).toEqual([
      { id: tab.id, group: tab.id, title: 'admin', purpose: { kind: 'shell', user: 'admin' }, cwd: '/usr', classroom: null, state: null },
      { id: expect.any(String), group: tab.id, title: 'shell', purpose: plain, cwd: '/usr', classroom: null, state: null },
    ])
    const watcher = await attach(second, tab.id)
    expect(watcher.replay).toContain('before the restart')
    expect(watcher.replay).toMatch(/\x1b\[2mRestored: the earlier session of .*\x1b\[0m\r\n$/)
    await watcher.has('\x1b]633;B;')
    watcher.type('pwd\r')
    await watcher.has('/usr\r\n')
  })

  it('hides a token that was printed', async () => {
    const first = start()
    const { tab, run } = await first.openPrompt('admin')
    await run('echo sha256~abcdefghijklmnopqrstuvwxyz0123456789').finished
    await first.dispose()
    const saved = await readFile(join(dataDir, 'terminal', 'scroll-back', `${tab.id}.txt`), 'utf8')
    expect(saved).not.toContain('abcdefghijklmnop')
    expect(saved).toContain('sha256~[hidden]')
  })

  it('does not connect an ssh tab by itself', async () => {
    const folder = join(dataDir, 'terminal')
    await mkdir(folder, { recursive: true })
    const id = '0123456789abcdef'
    const ssh = { id, group: id, title: 'workstation', purpose: { kind: 'ssh', machine: 'workstation', user: 'student' }, seal: '0'.repeat(32), cwd: null }
    await writeFile(join(folder, 'tabs.json'), JSON.stringify({ version: 1, savedAt: '', tabs: [ssh] }))
    const terminals = start()
    const [tab] = await terminals.handlers.calls.begin({ user: null })
    expect(tab?.state).toEqual({ kind: 'exited', code: null, signal: null })
    await attach(terminals, id)
    expect(terminals.follow(id)).toBeNull()
  })

  it('opens one first shell, which a login at the same instant takes over', async () => {
    const terminals = start()
    const [tabs, login] = await Promise.all([terminals.handlers.calls.begin({ user: null }), terminals.openPrompt('admin')])
    expect(tabs).toHaveLength(1)
    expect(terminals.list().map(({ id, purpose }) => ({ id, purpose }))).toEqual([{ id: login.tab.id, purpose: { kind: 'shell', user: 'admin' } }])
  })

  it('gives the first shell to whoever logs in first, and once only', async () => {
    const terminals = start()
    const [first] = await terminals.handlers.calls.begin({ user: 'admin' })
    const developer = await terminals.openPrompt('developer')
    expect(developer.tab.id).toBe(first?.id)
    await developer.run('true').finished
    const admin = await terminals.openPrompt('admin')
    await admin.run('true').finished
    expect(terminals.list().map(({ purpose }) => purpose)).toEqual([{ kind: 'shell', user: 'developer' }, { kind: 'shell', user: 'admin' }])
  })

  it('keeps the first shell for the one whose it is from the beginning', async () => {
    const terminals = start()
    const [first] = await terminals.handlers.calls.begin({ user: 'admin' })
    const admin = await terminals.openPrompt('admin')
    expect(admin.tab.id).toBe(first?.id)
    await admin.run('true').finished
    const developer = await terminals.openPrompt('developer')
    expect(developer.tab.id).not.toBe(first?.id)
  })

  it('gives a tab that a login takes over the login’s environment, also when the window looks at it in the middle', async () => {
    const terminals = start()
    const [first] = await terminals.handlers.calls.begin({ user: null })
    const id = first?.id ?? ''
    let looking = true
    const looks = (async () => {
      while (looking) {
        await attach(terminals, id)
        await new Promise((resolve) => setImmediate(resolve))
      }
    })()
    const { run } = await terminals.openPrompt('admin')
    looking = false
    await looks
    const watcher = await attach(terminals, id)
    await run('echo "who=$TEST_IDENTITY"').finished
    await watcher.has('\x07who=admin')
  })

  it('forgets a closed tab', async () => {
    const first = start()
    const { tab, run } = await first.openPrompt('admin')
    await run('true').finished
    await first.handlers.calls.close({ id: tab.id })
    await first.dispose()
    const second = start()
    await second.handlers.calls.begin({ user: null })
    expect(second.list().map(({ id }) => id)).not.toContain(tab.id)
    expect(await readdir(join(dataDir, 'terminal', 'scroll-back')).catch(() => [])).toEqual([])
  })
})

describe('ssh', () => {
  it('runs as the tab’s own process and can be followed from its first word', async () => {
    const bin = join(home, 'bin')
    await mkdir(bin)
    await writeFile(join(bin, 'ssh'), '#!/bin/sh\necho "argv $*"\nstty -echo; printf "password: "; read secret; stty echo; echo; echo "got ${#secret}"; exit 9\n', { mode: 0o755 })
    environment['PATH'] = `${bin}:${process.env['PATH'] ?? ''}`
    const terminals = start()
    const tab = await terminals.handlers.calls.create({ purpose: { kind: 'ssh', machine: 'workstation', user: 'student' } })
    const watcher = await attach(terminals, tab.id)
    await until(() => (watcher.replay + watcher.text).includes('password: '))
    const command = terminals.follow(tab.id)
    let output = ''
    command?.onOutput((text) => {
      output += text
      wake()
    })
    await until(() => output.includes('password: '))
    expect(output).toContain('-- student@127.0.0.1')
    await expect(command?.echoIsOff()).resolves.toBe(true)
    command?.answer('student')
    await expect(command?.finished).resolves.toEqual({ exit: 9 })
    expect(output).toContain('got 7')
    expect(stateOf(terminals, tab.id)).toEqual({ kind: 'exited', code: 9, signal: null })
    expect(terminals.follow(tab.id)).toBeNull()
  })

  it('says when ssh is missing', async () => {
    environment['PATH'] = home
    const terminals = start()
    await expect(terminals.handlers.calls.create({ purpose: { kind: 'ssh', machine: 'workstation', user: 'student' } })).rejects.toMatchObject({
      error: { kind: 'local.sshMissing' },
    })
    expect(terminals.list()).toEqual([])
  })
})
