import { kindNamed } from '../../../core/cluster'
import type { ObjectRef } from '../../../core/contract'
import { main } from '../../border'
import { captureToNotes } from '../../capture'

/** Takes an object's YAML, as it is now, into the notes. A Secret's is not offered: its values are no text to keep. */
export async function captureYaml(target: ObjectRef): Promise<void> {
  const answer = await main.objects.readYaml({ target })
  if (!answer.ok) return
  const { kind, namespace, name } = target
  const source = `YAML of ${kindNamed(kind)?.kind ?? kind} ${namespace === '' ? '' : `${namespace}/`}${name}`
  await captureToNotes({ kind: 'text', text: answer.value.text, source, language: 'yaml' })
}
