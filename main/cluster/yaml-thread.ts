import { parentPort, workerData } from 'node:worker_threads'
import { readYaml } from './yaml'

// One text, one answer: then the thread is over.
void readYaml(workerData as string).then((reading) => parentPort?.postMessage(reading))
