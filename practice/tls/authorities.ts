import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readState, writeState } from '../store/state-file'
import type { Authorities } from './issue'

/** Reads them from `directory`, or makes them at the first start. The bundle of both CAs stands at `bundleFile`. */
export async function loadAuthorities(directory: string, now: Date): Promise<Authorities & { bundleFile: string }> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const file = join(directory, 'authorities.json')
  const bundleFile = join(directory, 'ca.crt')
  let authorities = await readState<Authorities>(file)
  if (authorities === undefined || Date.parse(authorities.renewAfter) < now.getTime()) {
    // Loaded only now: the certificate library costs more than all the rest of a start.
    const { issueAuthorities } = await import('./issue')
    authorities = await issueAuthorities(now)
    await writeState(file, JSON.stringify(authorities))
  }
  await writeState(bundleFile, `${authorities.servingCa}\n${authorities.ingressCa}\n`)
  return { ...authorities, bundleFile }
}
