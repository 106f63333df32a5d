import type { NoteSaved, Result } from '../../core/contract'
import { main } from '../border'

/** Saves a text as a whole: nothing more can be wanted then. */
export async function saveWhole(path: string, text: string, base: string): Promise<Result<NoteSaved>> {
  const answer = await main.notes.save({ path, edit: { kind: 'whole', text }, base })
  if (!answer.ok) return answer
  const { value } = answer
  if ('wanted' in value) throw new Error('a whole text was not enough')
  return { ok: true, value }
}
