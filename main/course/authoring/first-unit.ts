import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** One step with a check of the cluster, one with a check of a command, one with a question. It passes `check` and `try` as it is. */
function filesOf(id: string): Readonly<Record<string, string>> {
  return {
    'unit.yaml': `kind: Unit
version: 1
id: ${id}
title: "My unit: A project of your own"
summary: Make a project, put something into it, and know who sees it.
variables: {project: ${id}-lab}
sections:
  - id: A
    title: A project
    steps:
      - id: A1
        title: Make the project
        minutes: 2
        text: steps/a1.md
        commands:
          - run: oc new-project \${project}
            as: admin
            expect: Now using project "\${project}"
        checks:
          - say: The project exists
            resource: {group: project.openshift.io, kind: Project, name: "\${project}"}
        hints: [The project's name is the last word of the command.]
      - id: A2
        title: Put something into it
        minutes: 2
        text: steps/a2.md
        commands:
          - run: oc create configmap hello --from-literal=who=me -n \${project}
            as: admin
        checks:
          - say: You have made a config map
            command: {pattern: "^oc create (configmap|cm) hello"}
      - id: A3
        title: Know who sees it
        minutes: 1
        text: steps/a3.md
        checks:
          - say: You know who sees your project
            quiz: who
        quiz:
          - id: who
            question: Who may see your project?
            options: [Everybody who is logged in, You and the cluster's administrators]
            answer: 2             # the second of the options
            because: A project is its owner's until the owner gives rights away.
`,
    'steps/a1.md': 'A project keeps your things apart from those of others.\n\n## What it is\n\nA namespace of Kubernetes, with an owner.\n',
    'steps/a2.md': 'A config map is the smallest thing that a project can hold.\n',
    'steps/a3.md': 'Rights are given for each project.\n',
  }
}

type Written = { ok: true; files: string[] } | { ok: false; message: string }

/** Writes a unit to begin with into a folder that is empty or not there yet. */
export async function writeFirstUnit(folder: string): Promise<Written> {
  const id = basename(folder)
  if (!/^[a-z0-9][a-z0-9-]{0,58}$/.test(id)) return { ok: false, message: 'the folder’s name becomes the unit’s id: small letters, digits and dashes' }
  const there = await readdir(folder).catch((error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? [] : null))
  if (there === null || there.length > 0) return { ok: false, message: 'is not an empty folder; nothing was written' }
  const files = filesOf(id)
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text, { flag: 'wx' })
  }
  return { ok: true, files: Object.keys(files) }
}
