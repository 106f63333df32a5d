import type { ClusterObject } from '../model'
import type { Fact } from './facts'

/** What only the running machine knows, of the instance as the tree keeps it, and of its guest's agent, which was asked for its name; nothing while there is none. */
export function runningFacts(instance: ClusterObject | undefined, hostName: string | null): Fact[] {
  const said = (key: string): string => {
    const value = instance?.facts[key]
    return typeof value === 'string' ? value : ''
  }
  const [node, guest, ip] = [said('node'), said('guest'), said('ip')]
  return [
    ...(node === '' ? [] : [{ label: 'Node', value: node, ref: { kind: 'nodes', namespace: '', name: node } }]),
    ...(guest === '' ? [] : [{ label: 'Guest system', value: guest, note: 'from the guest agent' }]),
    ...(hostName === null ? [] : [{ label: 'Host name', value: hostName, note: 'from the guest agent' }]),
    ...(ip === '' ? [] : [{ label: 'IP address', value: ip, mono: true, note: 'of its pod' }]),
  ]
}
