import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runtimePackages } from '../setup/system-packages.mjs'

/** @typedef {import('./release.mjs').Release} Release */

/**
 * @param {Release} release
 * @param {number} installedKiB
 * @returns {string} DEBIAN/control
 */
export function debControl({ packageName, version, description, note, isStandIn }, installedKiB) {
  const depends = [...runtimePackages('debian').map((names) => names.join(' | ')), 'xdg-utils']
  // The two would be each other's files.
  const other = isStandIn ? 'lab-companion' : 'lab-companion-stand-in'
  return `Package: ${packageName}
Version: ${version}
Architecture: amd64
Section: education
Priority: optional
Maintainer: The Lab Companion authors <lab-companion@localhost>
Installed-Size: ${installedKiB}
Depends: ${depends.join(', ')}
Recommends: gnome-keyring | libpam-kwallet5, bash-completion
Conflicts: ${other}
Replaces: ${other}
Description: ${description}
${[
    'One window with a terminal where oc is logged in, the classroom cluster as a live tree, the screens of its virtual machines, the steps of a unit that watch the cluster, and notes. Brings a practice classroom that needs no network.',
    ...(note === null ? [] : [note])
  ]
    .map((paragraph) => ` ${paragraph}`)
    .join('\n .\n')}
`
}

/**
 * Earlier builds had a README among the administrator's files, about which dpkg asks where it was changed. With this it goes, and stays as
 * README.dpkg-bak where somebody has changed it. No version is named, as they bear the same number as later ones: dpkg looks whose the file is.
 */
const forgetsConfiguration = `#!/bin/sh
set -e
dpkg-maintscript-helper rm_conffile /etc/lab-companion/README -- "$@"
`

/**
 * Adds what dpkg wants to know to a tree of files. No script runs at installation but dpkg's own for a file that is no more: menus, icons and file types
 * are refreshed by the triggers of the packages that own them.
 *
 * @param {string} tree
 * @param {Release} release
 * @param {{ installedKiB: number, configuration: readonly string[] }} contents configuration: absolute paths
 */
export function writeDebian(tree, release, { installedKiB, configuration }) {
  const folder = join(tree, 'DEBIAN')
  mkdirSync(folder)
  chmodSync(folder, 0o755)
  writeFileSync(join(folder, 'control'), debControl(release, installedKiB))
  if (configuration.length > 0) {
    writeFileSync(join(folder, 'conffiles'), configuration.map((file) => `${file}\n`).join(''))
    return
  }
  for (const name of ['preinst', 'postinst', 'postrm']) {
    writeFileSync(join(folder, name), forgetsConfiguration)
    chmodSync(join(folder, name), 0o755)
  }
}
