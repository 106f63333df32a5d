import type { AppDescription, Classroom, Contract, FeatureName, Handlers, Identity, Result, SessionState, WindowApi } from '../../core/contract'
import { contract } from '../../core/contract'
import type { PayloadOf } from '../../core/contract/define'

type Answers = { [F in FeatureName]?: Partial<Handlers[F]['calls']> }

export interface FakeMain {
  /** What goes to `window.app`. */
  api: WindowApi
  /** Every call so far, in order. */
  calls: { name: string; input: unknown }[]
  /** Changes what some calls answer from now on. */
  answer(answers: Answers): void
  announce<F extends FeatureName, K extends keyof Contract[F]['news'] & string>(feature: F, name: K, payload: PayloadOf<Contract[F]['news'][K]>): void
}

/**
 * Main as the renderer sees it, built from the contract: a call without an answer here is refused, as one that the contract does not know would
 * be. An answer may throw an AppError's wrapper or return a value; it is wrapped as preload wraps it.
 */
export function createFakeMain(answers: Answers = {}): FakeMain {
  const calls: FakeMain['calls'] = []
  const listeners = new Map<string, Set<(payload: unknown) => void>>()
  let current: Answers = merge(defaultAnswers, answers)

  const call = async (feature: FeatureName, name: string, input: unknown): Promise<Result<unknown>> => {
    calls.push({ name: `${feature}.${name}`, input })
    const answer = (current[feature] as Partial<Record<string, (input: unknown) => unknown>> | undefined)?.[name]
    if (answer === undefined) return { ok: false, error: { kind: 'unexpected', incident: `no fake for ${feature}.${name}` } }
    const value = await answer(input)
    return value instanceof Refusal ? { ok: false, error: value.error } : { ok: true, value }
  }

  const listen = (key: string, listener: (payload: unknown) => void): (() => void) => {
    const group = listeners.get(key) ?? new Set()
    listeners.set(key, group.add(listener))
    return () => void group.delete(listener)
  }

  const features = Object.entries(contract).map(([feature, { calls: names, news }]) => [
    feature,
    {
      ...Object.fromEntries(Object.keys(names).map((name) => [name, (input?: unknown) => call(feature as FeatureName, name, input)])),
      on: Object.fromEntries(Object.keys(news).map((name) => [name, (listener: (payload: unknown) => void) => listen(`${feature}.${name}`, listener)])),
      // A stream that opens and stays silent: its port comes only where a test hands one over, by this name.
      open: new Proxy({}, { get: (_target, name) => async () => ({ ok: true, value: { stream: `${feature}.${String(name)}` } }) }),
    },
  ])

  return {
    api: Object.fromEntries(features) as WindowApi,
    calls,
    answer(more) {
      current = merge(current, more)
    },
    announce(feature, name, payload) {
      for (const listener of listeners.get(`${feature}.${name}`) ?? []) listener(payload)
    },
  }
}

/** Returned by an answer that fails. */
class Refusal {
  constructor(readonly error: Extract<Result<never>, { ok: false }>['error']) {}
}

/** Makes a call fail with this error: `login: () => refuse({ kind: 'classroom.none' })`. */
export function refuse(error: Refusal['error']): never {
  return new Refusal(error) as never
}

function merge(base: Answers, more: Answers): Answers {
  const features = new Set([...Object.keys(base), ...Object.keys(more)]) as Set<FeatureName>
  return Object.fromEntries([...features].map((feature) => [feature, { ...base[feature], ...more[feature] }]))
}

export const description: AppDescription = {
  version: '0.1.0',
  electron: '45.4.1',
  runtimeIsOld: false,
  layout: null,
  hasGpu: false,
  logFolder: '/home/student/.config/lab-companion/logs',
  notKept: null,
  desktop: { frameless: true, maximized: false },
  policy: { file: '/etc/lab-companion/policy.yaml', locks: [], contact: null, trouble: null },
}

export const practice: Classroom = {
  id: 'practice',
  title: 'OpenShift Virtualization',
  kind: 'practice',
  apiUrl: 'https://127.0.0.1:6443',
  consoleUrl: 'https://127.0.0.1:6444',
  nodes: { master: 3, worker: 2 },
  users: ['admin', 'developer', 'kubeadmin'].map((name) => ({ name, role: null, hint: null })),
  machines: [{ name: 'workstation', host: 'workstation.lab.example.com', users: [{ name: 'student' }, { name: 'root' }] }],
  guests: [{ name: 'student' }],
  units: [],
  managed: false,
  file: null,
}

export const course: Classroom = { ...practice, id: 'ocp4', kind: 'file', apiUrl: 'https://api.ocp4.example.com:6443', file: '/home/student/classroom.yaml' }

export function identity(user: string, change: Partial<Identity> = {}): Identity {
  return { user, role: null, hint: null, state: 'signedOut', verifiedAs: null, hasPassword: true, offersToKeepPassword: false, problem: null, ...change }
}

export const signedOut: SessionState = {
  classroom: { id: practice.id, apiUrl: practice.apiUrl },
  active: null,
  identities: ['admin', 'developer', 'kubeadmin'].map((user) => identity(user)),
  vault: { kind: 'keychain', reason: null },
  usesOwnKubeconfig: false,
  trust: null,
  clockAheadMs: null,
}

const nothing = () => undefined

const defaultAnswers: Answers = {
  app: { describe: () => description, saveLayout: nothing, copyText: nothing, openExternal: nothing, openLog: nothing, window: nothing, reportTrouble: () => ({ incident: 'LC-7F3K2' }) },
  classroom: {
    get: () => ({ kind: 'none' }),
    list: () => [],
    tools: () => [
      { name: 'oc', state: 'present', detail: '4.19.6' },
      { name: 'virtctl', state: 'later', detail: 'comes with the cluster' },
      { name: 'ssh', state: 'present', detail: 'OpenSSH 8.7' },
      { name: 'keychain', state: 'present', detail: 'unlocked' },
    ],
  },
  session: { get: () => signedOut, login: nothing, logout: nothing, activate: nothing, answerTrust: nothing, keepPassword: nothing, forget: nothing, forgetAll: nothing, useOwnKubeconfig: nothing, openConsole: nothing },
  terminal: { begin: () => [] },
  cluster: { look: nothing, otherKinds: () => [] },
}
