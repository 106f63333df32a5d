import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { refusal } from './trial.mjs'

/** As earlier builds had it: a file of the package among the administrator's, about which dpkg asks where it was changed. */
export const goneConfiguration = '/etc/lab-companion/README'

const ownFile = '/etc/lab-companion/ours.classroom.yaml'
const written = 'written by an administrator\n'

/**
 * Lays a file among the administrator's, and changes the older version's own, if it has one.
 *
 * @param {string} place
 * @param {'.dpkg-bak' | '.rpmsave'} kept what dpkg or rpm adds to the name of a changed file that the newer version has not
 * @returns {string[]} where both must be after the upgrade
 */
export function actAsAdministrator(place, kept) {
  const isThere = existsSync(join(place, goneConfiguration))
  for (const path of isThere ? [ownFile, goneConfiguration] : [ownFile]) writeFileSync(join(place, path), written)
  return isThere ? [ownFile, goneConfiguration + kept] : [ownFile]
}

/**
 * @param {string} place
 * @param {readonly string[]} paths
 * @throws {import('../../setup/steps.mjs').StepFailure}
 */
export function expectAdministrators(place, paths) {
  const lost = paths.filter((path) => !existsSync(join(place, path)) || readFileSync(join(place, path), 'utf8') !== written)
  if (lost.length > 0) throw refusal('What an administrator wrote is gone.', lost.join(', '))
  if (existsSync(join(place, goneConfiguration))) throw refusal("The older version's file is left among the administrator's.", goneConfiguration)
}
