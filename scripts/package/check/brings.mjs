import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from '../../processes.mjs'
import { reasonOf } from '../../setup/steps.mjs'
import { inRoot } from '../clean-root.mjs'
import { expectIn, refusal } from './trial.mjs'

/**
 * What an installed package brings besides its window: the command's answers, its manual, its completion, its place among the desktop's programs.
 *
 * @param {import('./trial.mjs').Trial} trial
 * @returns {Promise<string>}
 */
export async function bringsEverything({ place, must }) {
  expectIn(await must(['lab-companion', '--version'], { user: 'student' }), 'Lab Companion')
  expectIn(await must(['lab-companion', '--help'], { user: 'student' }), '--classroom FILE')
  const wrong = await inRoot(place, ['lab-companion', '--bogus'], { user: 'student' })
  if (wrong.code !== 2) throw refusal('A wrong option is not refused.', reasonOf(wrong), 'lab-companion --bogus')
  const manual = await must(['sh', '-c', 'man --warnings=all lab-companion 2>&1 | cat'])
  expectIn(manual, 'EXIT STATUS')
  if (/warning|error:/i.test(manual)) throw refusal('man complains.', manual, 'man --warnings=all lab-companion')
  const complete = 'source /usr/share/bash-completion/bash_completion; _completion_loader lab-companion; COMP_WORDS=(lab-companion --cl) COMP_CWORD=1; _lab_companion; echo "${COMPREPLY[*]}"'
  expectIn(await must(['bash', '-c', complete]), '--classroom')
  for (const [file, kind] of [['mine.classroom.yaml', 'classroom'], ['unit.yaml', 'unit']]) {
    writeFileSync(join(place, 'home/student', file ?? ''), `kind: ${kind}\n`)
    expectIn(await must(['gio', 'info', '-a', 'standard::content-type', `/home/student/${file}`]), `application/vnd.lab-companion.${kind}+yaml`)
    expectIn(await must(['gio', 'mime', `application/vnd.lab-companion.${kind}+yaml`]), 'lab-companion.desktop')
  }
  const icons = (await must(['find', '/usr/share/icons/hicolor', '-name', 'lab-companion.*'])).split('\n')
  for (const size of ['48x48', '256x256', 'scalable']) if (!icons.some((path) => path.includes(`/${size}/apps/`))) throw refusal(`There is no icon of ${size}.`, icons.join('\n'))
  for (const [tool, ...args] of [
    ['desktop-file-validate', join(place, 'usr/share/applications/lab-companion.desktop')],
    ['appstreamcli', 'validate', '--no-net', '--pedantic', join(place, 'usr/share/metainfo/io.labcompanion.LabCompanion.metainfo.xml')]
  ]) {
    const outcome = await runCommand(tool ?? '', args)
    if (outcome.code !== 0) throw refusal(`${tool} complains.`, reasonOf(outcome), [tool, ...args].join(' '))
  }
  return `version, help, manual, completion, both file types, ${icons.length} icons, menu entry, AppStream`
}
