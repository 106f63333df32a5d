/** The guest's own agent is QEMU's: see https://www.qemu.org/docs/master/interop/qemu-ga-ref.html */

/** A command of the agent forks a process at most; on a busy machine an emulated one was seen to take 2 s. */
const patience = 15_000

/** As long as Linux gets to come to its end before it may fall asleep on the way: 2 s alone, 16 s on a busy machine. */
const shutdownPatience = 60_000

/** A program that runs in the guest takes 30 ms at least; its end is asked for, it is not told. */
const statusPause = 50

/** More than the longest answer (the list of its commands, 8 kB): a guest that never ends a line must not fill the memory. */
const longestLine = 1 << 20

const guestHasEnded = 'the guest has ended'
const doesNotAnswer = 'the guest agent does not answer'

/** The agent refused a command, or did not answer. */
export class AgentError extends Error {}

export interface GuestOs {
  id: string
  name: string
  prettyName: string
  version: string
  versionId: string
  kernelRelease: string
  kernelVersion: string
  machine: string
}

export interface GuestUser {
  userName: string
  /** Seconds since 1970. */
  loginTime: number
}

export interface GuestFilesystem {
  diskName: string
  mountPoint: string
  type: string
  usedBytes: number
  totalBytes: number
}

/** What the agent says of itself. */
export interface AgentInfo {
  version: string
  commands: { name: string; enabled: boolean }[]
}

type Answer = { return?: unknown; error?: { desc?: string }; event?: string; data?: { reset?: boolean } }

/** Speaks to the agent of one guest, one command after the other. */
export class Agent {
  private line = ''
  private answered: ((answer: Answer) => void) | undefined
  private last: Promise<unknown> = Promise.resolve()
  private inStep = false
  private closed = false

  /**
   * @param send to the agent's serial port
   * @param awake keeps the guest running until the function that it returns is called; throws when it may not run
   * @param onShutdown the guest has written everything to its disk and waits for its power to be taken
   */
  constructor(
    private readonly send: (bytes: Uint8Array) => void,
    private readonly awake: () => () => void,
    private readonly onShutdown: (reset: boolean) => void,
  ) {}

  receive(bytes: Uint8Array): void {
    this.line += Buffer.from(bytes).toString('utf8')
    const lines = this.line.split('\n')
    this.line = (lines.pop() ?? '').slice(-longestLine)
    for (const line of lines) this.read(line)
  }

  async readInfo(): Promise<AgentInfo> {
    const info = (await this.execute('guest-info')) as { version: string; supported_commands: { name: string; enabled: boolean }[] }
    return { version: info.version, commands: info.supported_commands.map(({ name, enabled }) => ({ name, enabled })) }
  }

  async readHostName(): Promise<string> {
    return ((await this.execute('guest-get-host-name')) as { 'host-name': string })['host-name']
  }

  async readOs(): Promise<GuestOs> {
    const os = (await this.execute('guest-get-osinfo')) as Record<string, string | undefined>
    const of = (key: string): string => os[key] ?? ''
    return {
      id: of('id'),
      name: of('name'),
      prettyName: of('pretty-name'),
      version: of('version'),
      versionId: of('version-id'),
      kernelRelease: of('kernel-release'),
      kernelVersion: of('kernel-version'),
      machine: of('machine'),
    }
  }

  async listUsers(): Promise<GuestUser[]> {
    const users = (await this.execute('guest-get-users')) as { user: string; 'login-time': number }[]
    return users.map((user) => ({ userName: user.user, loginTime: user['login-time'] }))
  }

  async listFilesystems(): Promise<GuestFilesystem[]> {
    const list = (await this.execute('guest-get-fsinfo')) as { name: string; mountpoint: string; type: string; 'used-bytes'?: number; 'total-bytes'?: number }[]
    return list.map((fs) => ({ diskName: fs.name, mountPoint: fs.mountpoint, type: fs.type, usedBytes: fs['used-bytes'] ?? 0, totalBytes: fs['total-bytes'] ?? 0 }))
  }

  /** Puts the guest's clock right. */
  async setTime(): Promise<void> {
    // Nanoseconds since 1970 are more than a JavaScript number holds: the six zeros are text. The time is that of the moment when the agent listens.
    await this.command(() => `{"execute":"guest-set-time","arguments":{"time":${Date.now()}000000}}`)
  }

  async setPassword(userName: string, password: string): Promise<void> {
    await this.execute('guest-set-user-password', { username: userName, password: Buffer.from(password).toString('base64'), crypted: false })
  }

  async setHostName(name: string): Promise<void> {
    await this.run('/usr/bin/hostnamectl', ['hostname', name])
  }

  /** Tells the serial console how large the terminal at its other end is. */
  async setWindowSize(columns: number, rows: number): Promise<void> {
    await this.run('/usr/bin/stty', ['-F', '/dev/ttyS0', 'cols', String(columns), 'rows', String(rows)])
  }

  /** Asks the guest to end; the shutdown comes as news, or never. */
  async shutDown(mode: 'powerdown' | 'reboot'): Promise<void> {
    // A success is not answered: the guest has other worries.
    await this.execute('guest-sync', { id: 0 })
    const asleep = this.awake()
    this.send(Buffer.from(`{"execute":"guest-shutdown","arguments":{"mode":"${mode}"}}\n`))
    setTimeout(asleep, shutdownPatience).unref()
  }

  /** @returns when the agent answers: after the start of a guest */
  async waitUntilReady(): Promise<void> {
    await this.execute('guest-ping')
  }

  /** The guest started anew. */
  forget(): void {
    this.line = ''
    this.inStep = false
  }

  /** The guest has ended: nothing will be answered any more. */
  close(): void {
    this.closed = true
    this.answered?.({ error: { desc: guestHasEnded } })
  }

  private async run(program: string, words: readonly string[]): Promise<void> {
    const { pid } = (await this.execute('guest-exec', { path: program, arg: words })) as { pid: number }
    for (const end = Date.now() + patience; ; ) {
      const { exited, exitcode } = (await this.execute('guest-exec-status', { pid })) as { exited: boolean; exitcode?: number }
      if (exited && exitcode === 0) return
      if (exited || Date.now() > end) throw new AgentError(`${program} ended with status ${exitcode ?? 'unknown'}`)
      await new Promise((resolve) => setTimeout(resolve, statusPause))
    }
  }

  private execute(command: string, parameters?: object): Promise<unknown> {
    return this.command(() => JSON.stringify({ execute: command, ...(parameters && { arguments: parameters }) }))
  }

  private command(line: () => string): Promise<unknown> {
    const turn = this.last.then(async () => {
      const asleep = this.awake()
      try {
        if (!this.inStep) await this.synchronize()
        return await this.exchange(line(), patience)
      } finally {
        asleep()
      }
    })
    this.last = turn.catch(() => undefined)
    return turn
  }

  /** After a start or an answer that came too late nobody knows whose answer the next one is: a number tells. */
  private async synchronize(): Promise<void> {
    const end = Date.now() + patience
    // While the guest starts, what is sent to its agent is lost.
    for (let id = 1; Date.now() < end && !this.closed; id += 1) {
      const answer = await this.exchange(`{"execute":"guest-sync","arguments":{"id":${id}}}`, 500).catch(() => undefined)
      if (answer === id) {
        this.inStep = true
        return
      }
    }
    throw new AgentError(this.closed ? guestHasEnded : doesNotAnswer)
  }

  private exchange(line: string, milliseconds: number): Promise<unknown> {
    if (this.closed) return Promise.reject(new AgentError(guestHasEnded))
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.answered = undefined
        this.inStep = false
        reject(new AgentError(doesNotAnswer))
      }, milliseconds)
      this.answered = (answer) => {
        clearTimeout(timer)
        this.answered = undefined
        if (answer.error) reject(new AgentError(answer.error.desc ?? 'the guest agent refused'))
        else resolve(answer.return)
      }
      this.send(Buffer.from(`${line}\n`))
    })
  }

  private read(line: string): void {
    const answer = parse(line)
    if (answer?.event === 'SHUTDOWN') this.onShutdown(answer.data?.reset === true)
    else if (answer) this.answered?.(answer)
  }
}

/** What is on the line while the guest starts is no JSON. */
function parse(line: string): Answer | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
