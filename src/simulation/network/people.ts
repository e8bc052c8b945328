/**
 * People without cryptography: real records, entries and certificates, signed by the cheap keys of the ledger's
 * simulation. Nobody here breaks a signature; a wrong one is wrong all the same.
 */
import { certificateMessage } from '../../identity/certificate'
import type { Verify } from '../../identity/keys'
import { deviceIdFrom } from '../../identity/person-id'
import type { DeviceSigner, PersonId } from '../../identity/types'
import { networkIdOf } from '../../records/network-id'
import { cheapKeys } from '../ledger/cheap-keys'

export const NETWORK = await networkIdOf({ v: 1, name: 'simulated' })

export interface SimulatedPerson {
  readonly name: string
  readonly person: PersonId
  readonly signer: DeviceSigner
  readonly certificate: Uint8Array
}

const keys = cheapKeys()

export function personNamed(name: string): Promise<SimulatedPerson> {
  return onDevice(name, `device of ${name}`)
}

/** The same person on a further device. */
export function onFurtherDevice(name: string): Promise<SimulatedPerson> {
  return onDevice(name, `further device of ${name}`)
}

async function onDevice(name: string, device: string): Promise<SimulatedPerson> {
  const root = keys.signer(`root of ${name}`)
  const signer = keys.signer(device)
  const person = root.device as string as PersonId
  const certificate = await root.sign(certificateMessage(person, NETWORK, signer.device))
  return { name, person, signer, certificate }
}

export const verifyCheaply: Verify = (publicKey, signature, message) =>
  keys.verify(deviceIdFrom(publicKey), new Uint8Array(signature), new Uint8Array(message))
