/** What kubectl has and oc has under the same name. */
export const kubectlCommands = new Set(
  'annotate api-resources api-versions apply attach auth autoscale cluster-info completion config cp create debug delete describe diff edit events exec explain expose get help kustomize label logs options patch plugin port-forward proxy replace rollout run scale set wait'.split(
    ' ',
  ),
)

/** `oc adm X` is kubectl's X. */
export const adminCommands = new Set(['certificate', 'cordon', 'drain', 'taint', 'top', 'uncordon'])

/** Commands of the real oc that this one does not have. */
export const otherCommands = ['cancel-build', 'extract', 'idle', 'image', 'import-image', 'new-app', 'new-build', 'observe', 'policy', 'process', 'registry', 'rollback', 'rsync', 'secrets', 'serviceaccounts', 'start-build', 'tag']

const ownCommands = ['login', 'logout', 'new-project', 'project', 'projects', 'rsh', 'status', 'version', 'whoami']

/** cobra's way of guessing what was meant: a few letters away, or the beginning of it. */
export function suggestions(typed: string): string[] {
  const all = [...ownCommands, ...kubectlCommands, ...otherCommands, 'adm'].sort()
  return all.filter((name) => name.startsWith(typed.toLowerCase()) || distance(typed.toLowerCase(), name) <= 2)
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1]
    for (const [j, other] of [...b].entries()) next.push(Math.min((row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)))
    row = next
  }
  return row.at(-1) ?? 0
}
