import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { runCommand } from '../../processes.mjs'
import { inRoot } from '../clean-root.mjs'
import { freshTrial } from './deb.mjs'
import { expectIn, refusal } from './trial.mjs'

/**
 * As an ordinary user in a user namespace of its own, whose settings are changed for it alone: the other programs of this machine keep their sandboxes.
 * Its root, which may change them, is mapped by whoever is root outside.
 */
const withoutNamespaces = `
unshare --user sh -c 'until [ "$(id -u)" = 0 ]; do sleep 0.05; done; sysctl -q -w user.max_user_namespaces=0; exec setpriv --reuid student --regid student --clear-groups "$@"' sh "$@" &
pid=$!
until [ "$(readlink /proc/$pid/ns/user)" != "$(readlink /proc/self/ns/user)" ]; do sleep 0.05; done
echo '0 0 65536' > /proc/$pid/gid_map
echo '0 0 65536' > /proc/$pid/uid_map
wait $pid`

/**
 * The tarball, unpacked in a student's home, with a sandbox and without.
 *
 * @param {import('./deb.mjs').CheckOrder} order
 * @returns {import('../../setup/steps.mjs').Step[]}
 */
export function tarSteps(order) {
  /** @type {import('./trial.mjs').Trial} */
  let trial
  let command = ''
  return [
    {
      title: 'Tarball',
      async run(doing) {
        trial = await freshTrial(order, 'tar', doing)
        await runCommand('tar', ['-xf', order.packages.tar, '-C', join(trial.place, 'home/student'), '--no-same-owner'])
        const [name = ''] = (await readdir(join(trial.place, 'home/student'))).filter((entry) => entry.endsWith('-linux-x64'))
        command = `/home/student/${name}/bin/lab-companion`
        doing('as a user, without a network, sandboxed by user namespaces')
        return trial.play('job', { command, sandbox: 'namespaces' })
      }
    },
    {
      title: 'Forbidden sandbox',
      async run() {
        const display = ['env', 'DISPLAY=:7', command]
        // A mere chroot, where the kernel denies user namespaces whatever the settings say.
        const denied = await inRoot(trial.place, display, { user: 'student' })
        const switchedOff = await inRoot(trial.place, ['sh', '-c', withoutNamespaces, 'sh', ...display], { isWholeSystem: true })
        for (const [{ code, stderr }, why] of /** @type {const} */ ([[denied, 'the system denies user namespaces'], [switchedOff, 'user.max_user_namespaces is 0']])) {
          if (code !== 1) throw refusal('It does not say that it cannot start.', `status ${code}: ${stderr}`)
          expectIn(stderr, `Why: ${why}`)
          expectIn(stderr, '/chrome-sandbox')
        }
        expectIn(switchedOff.stderr, 'sysctl -w user.max_user_namespaces=15000')
        return 'told with the setting: user.max_user_namespaces, and where no setting is to blame'
      }
    }
  ]
}
