/** The id of the program among all programs (AppStream). */
export const appId = 'io.labcompanion.LabCompanion'

const summary = 'A companion for hands-on OpenShift Virtualization courses'

/** A file of each kind, by double click. Both are YAML, so that an editor still opens them, too. */
export const fileTypes = /** @type {const} */ ([
  { type: 'application/vnd.lab-companion.classroom+yaml', comment: 'Lab Companion classroom', globs: ['*.classroom.yaml', '*.classroom.yml', 'classroom.yaml'], kind: 'Classroom' },
  { type: 'application/vnd.lab-companion.unit+yaml', comment: 'Lab Companion unit', globs: ['unit.yaml'], kind: 'Unit' }
])

/** @returns {string} freedesktop's Desktop Entry */
export function desktopEntry() {
  return `[Desktop Entry]
Type=Application
Version=1.1
Name=Lab Companion
GenericName=Course companion
Comment=${summary}
Exec=lab-companion %f
TryExec=lab-companion
Icon=lab-companion
Terminal=false
StartupNotify=true
StartupWMClass=Lab Companion
Categories=Education;ComputerScience;
Keywords=OpenShift;Kubernetes;KubeVirt;Virtualization;course;classroom;oc;virtctl;
MimeType=${fileTypes.map(({ type }) => `${type};`).join('')}
Actions=practice;

[Desktop Action practice]
Name=Start practice classroom
Exec=lab-companion --practice
`
}

/** @returns {string} for shared-mime-info: a name that only such a file has decides by itself, a common one together with what the file says */
export function mimeTypes() {
  const entries = fileTypes.map(
    ({ type, comment, globs, kind }) => `  <mime-type type="${type}">
    <comment>${comment}</comment>
    <sub-class-of type="application/x-yaml"/>
    <icon name="lab-companion"/>
${globs.map((pattern) => `    <glob pattern="${pattern}" weight="60"/>`).join('\n')}
    <magic priority="60">
      <match type="string" value="kind: ${kind}" offset="0:512"/>
    </magic>
  </mime-type>`
  )
  return `<?xml version="1.0" encoding="UTF-8"?>
<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">
${entries.join('\n')}
</mime-info>
`
}

/**
 * @param {{ version: string, date: string }} release date as YYYY-MM-DD
 * @returns {string} AppStream's metainfo
 */
export function metainfo({ version, date }) {
  return `<?xml version="1.0" encoding="UTF-8"?>
<component type="desktop-application">
  <id>${appId}</id>
  <name>Lab Companion</name>
  <summary>${summary}</summary>
  <metadata_license>CC0-1.0</metadata_license>
  <project_license>Apache-2.0</project_license>
  <developer_name>The Lab Companion authors</developer_name>
  <description>
    <p>One window for a hands-on OpenShift Virtualization course: a terminal where oc is already logged in, the classroom's cluster as a live tree,
      the screens of its virtual machines, and steps that tick themselves off as the cluster changes.</p>
    <ul>
      <li>Logs in with one click, with passwords from the desktop's keychain</li>
      <li>Keeps notes with what was typed and seen beside the steps</li>
      <li>Brings a practice classroom that needs no network: a cluster on this computer, with real little Linux guests</li>
    </ul>
  </description>
  <launchable type="desktop-id">lab-companion.desktop</launchable>
  <icon type="stock">lab-companion</icon>
  <categories>
    <category>Education</category>
    <category>ComputerScience</category>
  </categories>
  <provides>
    <binary>lab-companion</binary>
${fileTypes.map(({ type }) => `    <mediatype>${type}</mediatype>`).join('\n')}
  </provides>
  <recommends>
    <control>keyboard</control>
    <control>pointing</control>
  </recommends>
  <content_rating type="oars-1.1"/>
  <releases>
    <release version="${version}" date="${date}"/>
  </releases>
</component>
`
}
