import { Failure } from './failure'
import { runKubectl } from './kubectl'

const withValue = new Set(['-c', '--container', '-n', '--namespace', '--shell', '--timeout', '--context', '--kubeconfig'])

/**
 * `oc rsh [flags] POD [command]`: a shell in a container, as `kubectl exec` opens it.
 *
 * @throws Failure when no pod is named
 */
export function remoteShell(args: string[]): Promise<void> {
  const passed: string[] = []
  let shell = '/bin/sh'
  let terminal = process.stdin.isTTY
  let index = 0
  for (; args[index]?.startsWith('-') === true; index += 1) {
    const flag = args[index] ?? ''
    const [name = '', given] = flag.split(/=(.*)/s, 2)
    if (name === '--shell') shell = given ?? args[(index += 1)] ?? shell
    else if (flag === '-t' || flag === '--tty') terminal = true
    else if (flag === '-T' || flag === '--no-tty') terminal = false
    else passed.push(flag, ...(withValue.has(name) && given === undefined ? [args[(index += 1)] ?? ''] : []))
  }
  const [pod, ...command] = args.slice(index)
  if (pod === undefined) throw new Failure('error: you must specify at least one argument: a pod, or a resource that has one')
  return runKubectl(['exec', terminal ? '-it' : '-i', ...passed, pod, '--', ...(command.length > 0 ? command : [shell])])
}
