import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { expect, it, vi } from 'vitest'
import { PatientWebSocket } from '../../tools/node-20'

it('[RL13] a refusal that comes when nobody waits for it any more ends no program', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  const uncaught = vi.fn()
  process.prependListener('uncaughtException', uncaught)
  const dialled = new PatientWebSocket(`ws://127.0.0.1:${String(port)}`)
  await new Promise((closed) => dialled.addEventListener('close', closed))
  process.off('uncaughtException', uncaught)
  expect(uncaught).not.toHaveBeenCalled()
})
