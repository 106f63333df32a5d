import { StepFailure } from '../setup/steps.mjs'
import { runtimePackages } from '../setup/system-packages.mjs'
import { readAllNeeds } from './elf.mjs'
import { findingsOnRhel, libraryPackages } from './rhel.mjs'
import { licenceExpression } from './third-parties.mjs'

/** @typedef {import('./release.mjs').Release} Release */

/** RPM's own months, whatever this machine's language. */
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/** @param {string} date YYYY-MM-DD */
function changelogDate(date) {
  const at = new Date(`${date}T00:00:00Z`)
  return `${days[at.getUTCDay()]} ${months[at.getUTCMonth()]} ${String(at.getUTCDate()).padStart(2, '0')} ${at.getUTCFullYear()}`
}

/** @returns {string[]} packages by RHEL 9's names: those with libraries, and what is started or looked up */
function rpmRequires() {
  return [...new Set([...libraryPackages, ...runtimePackages('fedora').map(([name = '']) => name), 'xdg-utils', 'hicolor-icon-theme'])].sort()
}

/**
 * @param {string} folder with programs and libraries
 * @returns {string} what was read
 * @throws {StepFailure} where one of them would not load on RHEL 9 with what the RPM requires
 */
export function expectLibraries(folder) {
  const programs = readAllNeeds(folder)
  const findings = findingsOnRhel(programs, rpmRequires())
  if (programs.length > 0 && findings.length === 0) return `${programs.length} programs and libraries: all that they need is in RHEL 9, and required`
  throw new StepFailure('Something would not load on RHEL 9.', { why: findings.join('\n') || 'There is no program at all.', type: 'grep -n package scripts/package/rhel.mjs   (what RHEL 9 has)' })
}

/**
 * @param {Release} release
 * @param {{ tree: string, configuration: readonly string[], setUid: readonly string[] }} contents tree: a folder as it will lie under /
 * @returns {string} for rpmbuild of RHEL 9 (RPM 4.16) or later. It compiles nothing, and what is in the tree stays as it is.
 */
export function rpmSpec(release, { tree, configuration, setUid }) {
  const { packageName, version, date, description, note, isStandIn } = release
  const other = isStandIn ? 'lab-companion' : 'lab-companion-stand-in'
  return `%global __os_install_post %{nil}
%global debug_package %{nil}
%global _build_id_links none
%global source_date_epoch_from_changelog 1
%global clamp_mtime_to_source_date_epoch 1
%global use_source_date_epoch_as_buildtime 1
%define _buildhost localhost
# zstd as RHEL 9's own packages; 3 of 19, because the higher levels take minutes for a tenth less.
%define _binary_payload w3T0.zstdio

Name: ${packageName}
Version: ${version}
Release: 1
Summary: ${description}
License: ${licenceExpression(release)}
Group: Applications/Education
ExclusiveArch: x86_64
AutoReqProv: no
${rpmRequires().map((name) => `Requires: ${name}`).join('\n')}
Recommends: gnome-keyring
Conflicts: ${other}

%description
One window with a terminal where oc is logged in, the classroom cluster as a live tree, the screens of its virtual machines, the steps of a unit that watch
the cluster, and notes. Brings a practice classroom that needs no network.
${note === null ? '' : `\n${note}\n`}
%install
cp -a '${tree}/.' %{buildroot}/

%files
%defattr(-,root,root,-)
/usr/bin/lab-companion
/usr/lib/lab-companion
${setUid.map((file) => `%attr(4755,root,root) ${file}`).join('\n')}
/usr/share/applications/lab-companion.desktop
/usr/share/bash-completion/completions/lab-companion
%doc /usr/share/doc/lab-companion
/usr/share/icons/hicolor/*/apps/lab-companion.*
/usr/share/man/man1/lab-companion.1.gz
/usr/share/metainfo/*.metainfo.xml
/usr/share/mime/packages/lab-companion.xml
%dir /etc/lab-companion
${configuration.map((file) => `%config(noreplace) ${file}\n`).join('')}
%changelog
* ${changelogDate(date)} The Lab Companion authors - ${version}-1
- Version ${version}
`
}
