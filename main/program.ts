import { arch, release, type } from 'node:os'
import { join, resolve } from 'node:path'
import { app, type BrowserWindow, clipboard, dialog, powerMonitor, safeStorage, shell, utilityProcess } from 'electron'
import { AppFailure } from '../core/contract'
import { copyPicture, createAppFeature, DEFAULT_PLACE, isOldRuntime, placeOf, showAt, windowPlaceSchema } from './app'
import { createBorder } from './border'
import { createClassrooms, findProgram } from './classroom'
import { createCluster, readYamlElsewhere } from './cluster'
import { createConsoles, createConsoleWindows } from './console'
import { createCourse, createImports, createRecap, isUnitFile } from './course'
import { createDiagnostics } from './diagnostics'
import { type BugReports, type Calls, type LaunchArguments, readHandedOn } from './launch'
import { type Log, type MaskingLog, readRecentTroubles } from './log'
import { createNotes, createPrinter, startIndex } from './notes'
import { createPolicy, systemFolder } from './policy'
import { createPractice } from './practice'
import { createKeychainProcess, createSessions, createVault, encryptionBy, keychainChildOf } from './session'
import { createJsonFile, writeFileAtomic } from './storage'
import { createTerminals } from './terminal'
import { builtFile, createConsoleWindow, openLink, practiceFolder, type ServedPage } from './window'

/** Shells get this long to end and to be saved; a student who closes the window does not wait longer. */
const QUIT_WITHIN_MS = 5_000

/** The index's own thread would be in the way of the page's first frames, which come within a tenth of a second. */
const NOTES_AFTER_MS = 200

interface Start {
  launch: LaunchArguments
  dataDir: string
  logFolder: string
  log: MaskingLog
  bugs: BugReports
  /** Hidden, its page on the way. */
  window: BrowserWindow
  page: ServedPage
  calls: Calls
}

/** Builds every slice, joins them, and answers the page from then on; all before the event loop brings the page's first call. */
export function startProgram({ launch, dataDir, logFolder, log, bugs, window, page, calls }: Start): void {
  log.info(`Lab Companion ${app.getVersion()} begins: Electron ${process.versions.electron}, ${type()} ${release()} ${arch()}`)
  const border = createBorder(log, calls)
  const { announce } = border
  border.admit(window.webContents)
  bugs.tellBy((incident) => announce('app', 'trouble', { incident, what: 'Something went wrong inside Lab Companion.' }))
  page.findUnitFilesBy((unit, name) => course.fileOf(unit, name))
  window.on('maximize', () => announce('app', 'maximized', { maximized: true }))
  window.on('unmaximize', () => announce('app', 'maximized', { maximized: false }))
  const placeFile = createJsonFile({ path: join(dataDir, 'window.json'), schema: windowPlaceSchema, fallback: DEFAULT_PLACE, log })
  void showAt(window, placeFile.read()).catch(bugs.report)
  window.on('close', () => void placeFile.write(placeOf(window)).catch((error: unknown) => log.warn(String(error))))

  const isRelease = app.isPackaged || app.getAppPath().endsWith('.asar')
  const system = systemFolder({ platform: process.platform, environment: process.env, isRelease })
  // Windows has no numbers of users; whoever develops owns the files that are tried.
  const policy = createPolicy({ folder: system, owner: isRelease && process.platform !== 'win32' ? 0 : null, log })
  const systemUnits = () => policy.folder('units')
  const practice = createPractice({ program: practiceFolder(), dataDir: join(dataDir, 'practice'), log })
  const vault = createVault({
    dataDir,
    log,
    keychain: createKeychainProcess(() => keychainChildOf(utilityProcess.fork(builtFile('main', 'keychain-process.js'), [], { serviceName: 'Keychain', stdio: 'ignore' }))),
    encryption: encryptionBy(safeStorage, process.platform),
    forbidsStoring: () => policy.forbids('forbidStoredPasswords'),
  })
  const classrooms = createClassrooms({
    dataDir,
    shippedFile: builtFile('..', 'resources', 'classrooms', 'openshift-virtualization.yaml'),
    systemFolder: () => policy.folder('classrooms'),
    policy,
    announce,
    log,
    passwords: vault,
    startPractice: practice.start,
    chooseFile: () => chooseFile('Open classroom file', 'Classroom files'),
    toolPath,
  })
  const firstClassroom = openFirstClassroom().catch(bugs.report)
  const terminals = createTerminals({
    dataDir,
    announce,
    log,
    async environmentFor(purpose) {
      // A shell that is restored at the start waits for its classroom, or it would act on the student's own kubeconfig.
      await firstClassroom
      return { ...(await sessions.environmentFor(purpose)), ...toolsOfClassroom() }
    },
    identityName: ({ user }) => user ?? '',
    classroom: () => {
      const open = classrooms.current()?.classroom
      // The practice classroom bears the title of the course that it practises.
      return open === undefined ? null : { id: open.id, title: open.kind === 'practice' ? 'Practice classroom' : open.title, apiUrl: open.apiUrl }
    },
    hostOf: (machine) => classrooms.current()?.classroom.machines.find(({ name }) => name === machine)?.host ?? null,
  })
  const sessions = createSessions({
    dataDir,
    announce,
    log,
    vault,
    forbidsNewCertificates: async () => ((await policy.forbids('forbidNewCertificates')) ? policy.state() : null),
    terminals,
    openLink,
    toolPath,
    environment: process.env,
  })
  const cluster = createCluster({ dataDir, announce, log, onUnauthorized: (user) => sessions.reportUnauthorized(user), readYaml: readYamlElsewhere(builtFile('main', 'yaml-thread.js')) })
  powerMonitor.on('resume', () => cluster.wake())
  powerMonitor.on('unlock-screen', () => cluster.wake())
  const notes = createNotes({
    dataDir,
    defaultFolder: join(app.getPath('documents'), 'Lab Companion notes'),
    folder: launch.notesDir === null ? null : resolve(launch.notesDir),
    announce,
    log,
    mask: log.mask,
    startIndex: (options) => startIndex(builtFile('main', 'notes-index.js'), options, log),
    chooseFolder,
    chooseFiles,
    chooseTarget,
    showFolder,
    print: createPrinter(),
    terminals: terminals.texts,
  })
  const course = createCourse({
    dataDir,
    shippedUnits: builtFile('..', 'resources', 'units'),
    systemUnits,
    checkSolving: () => policy.check('forbidSolutions'),
    announce,
    log,
    observe: (query, listener) => cluster.observe(query, listener),
    retry: () => cluster.commandFinished(),
    loginBy: (user, lines) => sessions.loginBy(user, lines),
    runLines: (user, lines) => terminals.runLines(user, lines),
    practice: practice.control,
    openFolder: async (path) => void (await shell.openPath(path)),
  })
  const imports = createImports({
    dataDir,
    observe: (query, listener) => cluster.observe(query, listener),
    chooseFile: () => chooseFile('Import quick starts', 'ConsoleQuickStarts'),
    chooseFolder: () => chooseFolder('Import a lab'),
    onImported: async () => void (await course.handlers.calls.reload(undefined)),
  })
  const recap = createRecap({ dataDir, shippedUnits: builtFile('..', 'resources', 'units'), systemUnits, log, print: createPrinter(), chooseTarget })
  const consoleWindows = createConsoleWindows(
    (machine) => {
      const made = createConsoleWindow({ border, log, machine, preload: builtFile('preload', 'index.js'), icon: builtFile('..', 'resources', 'icons', 'icon.png') })
      return { focus: () => made.focus(), close: () => made.close(), onClosed: (listener) => void made.once('closed', listener) }
    },
    (machines) => announce('console', 'tornOffChanged', machines),
  )
  // They would keep a program without its window alive.
  window.once('closed', () => consoleWindows.dispose())
  const consoles = createConsoles({
    dataDir,
    log,
    vault,
    classroom: () => classrooms.current()?.classroom ?? null,
    observe: (query, listener) => cluster.observe(query, listener),
    onUnauthorized: (user) => sessions.reportUnauthorized(user),
    onHeard: (machine, text) => course.consoleHeard(machine, text),
    windows: consoleWindows,
    desktop: {
      copyPicture,
      readText: async () => clipboard.readText(),
      async saveFile(name, bytes) {
        const { canceled, filePath } = await dialog.showSaveDialog({ title: 'Save', defaultPath: join(app.getPath('downloads'), name) })
        if (canceled || filePath === undefined) return null
        await writeFileAtomic(filePath, bytes)
        return filePath
      },
    },
  })
  const diagnose = createDiagnostics({
    version: app.getVersion(),
    versions: process.versions,
    runtimeIsOld: isOldRuntime(),
    environment: process.env,
    gpu: () => ({ ...app.getGPUFeatureStatus() }),
    tools: async () => classrooms.handlers.calls.tools(undefined),
    findProgram: (name) => findProgram(name, toolPath()),
    policy: policy.state,
    classroom: () => classrooms.current()?.classroom ?? null,
    classrooms: async () => classrooms.handlers.calls.list(undefined),
    session: () => sessions.handlers.calls.get(undefined),
    recentTroubles: () => readRecentTroubles(logFolder),
    logFolder,
    mask: log.mask,
  })
  const appFeature = createAppFeature({ dataDir, logFolder, log, announce, policy: policy.state, diagnose, window: () => (window.isDestroyed() ? null : window) })

  app.on('second-instance', (_event, _argv, directory, given) => {
    if (window.isMinimized()) window.restore()
    window.focus()
    const wanted = readHandedOn(given, app.isPackaged)
    if (wanted !== null) void openWhat(wanted, directory).catch(bugs.report)
  })
  practice.onGivenUp((detail) => announce('app', 'trouble', { incident: log.incident(new Error(detail), 'practice'), what: 'The practice classroom ended and cannot be started again.' }))
  classrooms.onChanged((classroom) => {
    // At once: nothing of the last classroom may stand under the name of the next, also where nobody is logged in to either.
    cluster.connect(null, classroom?.classroom.id ?? null)
    for (const { name } of [...(classroom?.classroom.users ?? []), ...(classroom?.classroom.guests ?? [])]) log.learnName(name)
    log.info(classroom === null ? 'no classroom is open' : `"${classroom.classroom.title}" is open (${classroom.classroom.kind}), API ${classroom.classroom.apiUrl}`)
    void sessions.open(classroom).catch(bugs.report)
    course.enter(classroom?.classroom ?? null)
  })
  sessions.onConnection((connection) => {
    cluster.connect(connection, classrooms.current()?.classroom.id ?? null)
    consoles.connect(connection)
    course.setUser(connection && { name: connection.user, verifiedAs: connection.verifiedAs })
  })
  border.hear('course', 'changed', notes.courseChanged)
  border.hear('course', 'progressed', notes.courseProgressed)
  cluster.onChange(notes.clusterChanged)
  cluster.onSeen((thing, isOpen) => course.seen(thing, isOpen))
  window.once('show', () => setTimeout(notes.begin, NOTES_AFTER_MS))
  window.on('focus', notes.lookAround)
  terminals.onChanged((tabs) => sessions.tabsChanged(tabs))
  terminals.onCommandFinished((finished) => {
    const { tab, command, exit, output, endedAt } = finished
    const { purpose } = tab
    const user = purpose.kind === 'shell' ? purpose.user : null
    if (user !== null) log.learnName(user)
    course.commandFinished({ command, exit, output, endedAt, user })
    sessions.commandFinished(user)
    cluster.commandFinished()
    notes.commandFinished({ ...finished, at: finished.endedAt, user: purpose.kind === 'shell' ? purpose.user : `${purpose.user}@${purpose.machine}` })
  })
  border.serve({
    app: appFeature.handlers,
    classroom: classrooms.handlers,
    session: sessions.handlers,
    terminal: terminals.handlers,
    cluster: cluster.handlers,
    objects: cluster.objects,
    practice: practice.handlers,
    notes: notes.handlers,
    course: course.handlers,
    recap: recap.handlers,
    imports: imports.handlers,
    console: consoles.handlers,
  })
  quitInOrder([consoles, notes, terminals, course, recap, sessions, cluster, classrooms, practice, appFeature, { dispose: placeFile.flush }, { dispose: async () => vault.dispose() }], log)

  function toolPath(): string {
    return toolsOfClassroom()['PATH'] ?? process.env['PATH'] ?? ''
  }

  function toolsOfClassroom(): Record<string, string> {
    return classrooms.current()?.classroom.kind === 'practice' ? practice.environment() : {}
  }

  async function openFirstClassroom(): Promise<void> {
    const opened = await openWhat(launch, process.cwd())
    if (!opened) await classrooms.restoreLast()
  }

  /** Answers whether a classroom was among it. */
  async function openWhat({ classroomFile, practice: wantsPractice, file }: LaunchArguments, directory: string): Promise<boolean> {
    const path = file === null ? null : resolve(directory, file)
    const isUnit = path !== null && (await isUnitFile(path))
    if (isUnit) await openUnitFile(path)
    const wanted = classroomFile === null ? (isUnit ? null : path) : resolve(directory, classroomFile)
    if (wanted !== null) await classrooms.openFile(wanted)
    else if (wantsPractice) await classrooms.openPractice()
    return wanted !== null || wantsPractice
  }

  async function openUnitFile(path: string): Promise<void> {
    try {
      await course.openFile(path)
    } catch (error) {
      if (!(error instanceof AppFailure) || error.error.kind !== 'local.file') throw error
      announce('app', 'trouble', { incident: log.incident(error, 'course'), what: `The unit ${path} was not opened: ${error.error.reason}.` })
    }
  }

  async function chooseFile(title: string, what: string): Promise<string | null> {
    const { canceled, filePaths } = await dialog.showOpenDialog(window, {
      title,
      filters: [{ name: what, extensions: ['yaml', 'yml'] }],
      properties: ['openFile'],
    })
    return canceled ? null : (filePaths[0] ?? null)
  }

  async function chooseFolder(title: string): Promise<string | null> {
    const { canceled, filePaths } = await dialog.showOpenDialog(window, { title, properties: ['openDirectory', 'createDirectory'] })
    return canceled ? null : (filePaths[0] ?? null)
  }

  async function chooseFiles(): Promise<string[]> {
    const { canceled, filePaths } = await dialog.showOpenDialog(window, {
      title: 'Import notes',
      filters: [{ name: 'Text and Markdown', extensions: ['md', 'markdown', 'txt', 'text', 'log'] }],
      properties: ['openFile', 'multiSelections'],
    })
    return canceled ? [] : filePaths
  }

  async function chooseTarget(suggested: string, extension: string): Promise<string | null> {
    const { canceled, filePath } = await dialog.showSaveDialog(window, {
      title: 'Export',
      defaultPath: join(app.getPath('documents'), suggested),
      filters: [{ name: extension.toUpperCase(), extensions: [extension] }],
    })
    return canceled || !filePath ? null : filePath
  }

  async function showFolder(folder: string): Promise<void> {
    const problem = await shell.openPath(folder)
    if (problem !== '') throw new AppFailure({ kind: 'local.file', path: folder, reason: problem })
  }
}

/** Ends every slice before the program goes, all at once and within QUIT_WITHIN_MS. */
function quitInOrder(slices: { dispose(): Promise<void> }[], log: Log): void {
  app.once('before-quit', (event) => {
    event.preventDefault()
    const ended = slices.map((slice) => slice.dispose().catch((error: unknown) => log.warn(`at quitting: ${String(error)}`)))
    const late = new Promise((resolve) => setTimeout(resolve, QUIT_WITHIN_MS, 'late'))
    void Promise.race([Promise.all(ended), late]).then((end) => {
      if (end === 'late') log.warn(`at quitting: something did not end within ${QUIT_WITHIN_MS / 1000} s`)
      else log.info('Lab Companion ends')
      app.exit()
    })
  })
}
