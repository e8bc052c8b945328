/**
 * What the views may ask of the running app, and what it tells them. `ui` imports the types of this file and
 * gets the one instance through app/context.ts; it never touches storage, peer or worker itself.
 */
import type { Brain } from '../attention/brain'
import type { PersonNumbers, Reading } from '../attention/reading'
import type {
  ChairView,
  CommunityView,
  Counterfactual,
  Bond,
  Explanation,
  Journey,
  Lobe,
  PostNumbers,
  Suggestion,
} from '../attention/types'
import type { DeviceId, PersonId } from '../identity/types'
import type { Result } from '../lib/result'
import type { IntroductionId } from '../records/letter-matter'
import type { Correspondent, Letter } from '../records/letters-held'
import type { ShownRecord } from '../records/shown'
import type { Draft, Image, NetworkId, RecordCid, RejectReason, Tag } from '../records/types'
import type { Found, Question } from '../search/types'
import type { SeenPost } from '../social/statement'
import type { Conversation, LetterRoom } from '../social/conversations'
import type { SocialView } from '../social/types'
import type { DraftStore } from '../storage/draft-store'
import type { KeepingRow, LetGoRow } from '../storage/schema'
import type { KeptWindow, StreamWindow } from '../stream/page'
import type { Kind, Sized } from './budget'
import type { ImportError, ImportReport } from './archive-import'
import type {
  BlockShown,
  CampaignState,
  GiveUpAnswer,
  GrantAnswer,
  MoneyState,
  OfferPreview,
  OriginChecked,
  PlanError,
  PlanShown,
  PlanStep,
  ProofShown,
  Replayed,
  SendError,
  SumChecked,
} from './money-state'
import type { LinkTraffic } from '../peer/link-traffic'
import type { ConnectionState } from './connection-state'
import type { FoundingDesk } from './founding'
import type { ChairChoice, WantedOfChair } from './standings'
import type { NewerBuild } from './offline'
import type { Pin, PinError, PinService } from './pinning'
import type { TakenLens, Taste, TasteChange } from './taste'
import type {
  BeginError,
  ImageError,
  IntroductionError,
  LetterError,
  NetworkError,
  PairingError,
  PublishError,
  RelayError,
} from './why-not'

export type * from './connection-state'
export type * from './why-not'
export type { Kind, LetGoRow, Sized }

/** Nobody yet, or somebody. */
export type Identity =
  | { readonly status: 'none' }
  | {
      readonly status: 'ready'
      readonly person: PersonId
      readonly device: DeviceId
      /** The owner has shown that the 12 words are written down. */
      readonly wordsConfirmed: boolean
    }

/** How far an own record has come. */
export type Spread =
  | { readonly state: 'kept' }
  /** Told to so many other browsers, none of which has said so far that it keeps it. */
  | { readonly state: 'announced'; readonly to: number }
  | { readonly state: 'held'; readonly by: number }

/** How far an own letter has come: in this browser, at people who pass it on, at whom it is for. */
export type LetterState = 'kept' | 'held' | 'arrived'

/** Somebody who is asked whether they want to meet somebody else, and what is said to them of the other. */
export interface AskedToMeet {
  readonly person: PersonId
  readonly words: string
}

/** Is told x and y of each person, again and again until they have settled. */
export type LayoutListener = (positions: Float32Array, isSettled: boolean) => void

/** An invitation as read from `#/join/<token>`; null fields were not given. */
export interface Invite {
  readonly person: PersonId
  readonly name: string
}

export interface RefusedCount {
  readonly reason: RejectReason
  readonly count: number
}

/** The Stream in pages that do not jump; a window is a value that the view keeps (src/stream/page.ts). */
export interface StreamPages {
  /**
   * The first page as of now; null until the model has ranked once. `visitAt` (Unix milliseconds) is when the reader
   * came, if it is still the same visit: what was seen since is still fresh.
   */
  open(visitAt?: number): StreamWindow | null
  next(window: StreamWindow): StreamWindow
  /** How many posts have come since the window was opened. */
  waiting(window: StreamWindow): number
  /** The window without what was withdrawn, muted or hidden; the same one when nothing was. */
  withoutGone(window: StreamWindow): StreamWindow
  /** As plain data, for a reload of the page … */
  keep(window: StreamWindow): KeptWindow
  /** … and the same window again; null until the model has ranked once. */
  resume(kept: KeptWindow): StreamWindow | null
}

/** How far something that takes a while has come. */
export interface Progress {
  readonly done: number
  readonly of: number
}

/** What is kept here, and why. */
export interface StorageUse {
  /** Of the owner, of people attended, and of all others. */
  readonly records: Readonly<Record<Kind, Sized>>
  readonly images: Readonly<Record<Kind, Sized>>
  /** Posts and acts of people whose logs are not kept. */
  readonly visitors: Sized
  /** Blocks made for a pinning service. */
  readonly pinned: Sized
  /** Records that would go, were only kept what the owner follows. */
  readonly spare: { readonly people: number; readonly bytes: number }
  /** Bytes that may be kept, and that are. */
  readonly budget: { readonly bytes: number; readonly usualBytes: number; readonly usedBytes: number }
  /** What goes when the page is next opened, and what has gone, the latest first. */
  readonly keeping: KeepingRow
  /** What the browser counts and allows for this page; null where it does not tell. */
  readonly browser: { readonly usedBytes: number; readonly allowedBytes: number } | null
  /** Whether the browser has promised not to throw it away by itself. */
  readonly isPersistent: boolean
}

/** What the owner may have removed: it can be had again from others. `waiting`: logs that would go at the next start. */
export type Purged = 'visitors' | 'images' | 'logs' | 'waiting'

/** A device whose log is the owner's. */
export interface OwnDevice {
  readonly device: DeviceId
  /** As it called itself; null where its first entry is not here. */
  readonly label: string | null
  readonly isThis: boolean
  readonly records: number
  /** When it wrote last, as it says; Unix milliseconds. */
  readonly lastMs: number
}

/** Another network, as its file says. */
export interface NamedNetwork {
  readonly id: NetworkId
  readonly name: string
  /** The whole file; null for the network of this page, to which one goes back as its host has it. */
  readonly text: string | null
  /** This browser was in it before: from now on its relays and witnesses would be those of this file. */
  readonly isHeld: boolean
  /** Where to begin in it: `#/join/…`; empty for nowhere. */
  readonly invite: string
}

/**
 * Why the twelve words of a file stay where they are; 'not-here' where this browser cannot make keys of passphrases,
 * 'not-started' where the script that makes them did not come.
 */
export type WordsError = 'wrong-passphrase' | 'not-an-archive' | 'not-here' | 'not-started'

export interface ExportChoice {
  /** Only what the owner wrote, or everything that is kept here. */
  readonly what: 'own' | 'everything'
  /** Puts the twelve words into the file; empty leaves them out. */
  readonly passphrase: string
}

export interface AppEvents {
  /** The owner has set a dial or the ranking, here or in another tab, or tries a lens or no longer. */
  taste: Taste
  /** Records came or went: read again what is shown. */
  social: undefined
  /** The model was evaluated again. */
  evaluation: Reading
  connection: ConnectionState
  identity: Identity
  /** Something of the owner's AMP has changed. */
  money: MoneyState
  /** An own record went further, or refusals were counted. */
  spread: undefined
  /** A newer build of the page is here. */
  newerBuild: undefined
  /** Letters came, or something was settled about them. */
  letters: undefined
  /** What can be found has changed: ask again. */
  searchable: undefined
  /** A file is being taken in. */
  importing: Progress
  notice: Notice
}

/** 'open': at one place of a log there are two entries, of which one is shown. 'joined': both branches count (rule SY17). */
export type LogForks = 'none' | 'open' | 'joined'

/** Something worth telling once. */
export type Notice =
  | { readonly about: 'no-room' | 'name-not-kept' | 'log-joined' }
  | { readonly about: 'let-go'; readonly bytes: number }
  /** Who came through the owner's invite link. */
  | { readonly about: 'newcomer'; readonly person: PersonId }
  /** The detail is for whoever looks into it. */
  | {
      readonly about: 'no-wallet' | 'wallet-fault' | 'bad-ledger' | 'no-letters' | 'no-mailbox'
      readonly detail: string
    }

export interface Synereo {
  readonly network: {
    readonly id: NetworkId
    readonly name: string
    readonly hasMoney: boolean
    /** The owner chose it in place of the one that this page comes with. */
    readonly isChosen: boolean
    /** Whose records were shipped with the page, and in which language they are. */
    readonly shipped: ReadonlyMap<PersonId, string>
  }
  readonly identity: Identity
  readonly connection: ConnectionState
  readonly social: SocialView
  /** Null until the worker has answered once. */
  readonly evaluation: Reading | null
  readonly stream: StreamPages
  readonly taste: Taste
  /** The lens that ranks in place of the taste's ranking, in this tab until it is left or loaded again. */
  readonly tried: TakenLens | null
  /** Null until the wallet is open, and on networks without AMP. */
  readonly money: MoneyState | null
  /** Opened letters, the latest conversation first; null until they have been read. */
  readonly conversations: readonly Conversation[] | null
  /** Waits until the owner agrees; null when there is none. */
  readonly newerBuild: NewerBuild | null

  /** Listens; the returned function ends it. */
  on<K extends keyof AppEvents>(event: K, listener: (value: AppEvents[K]) => void): () => void

  /**
   * Makes a person with a first device here. The words are for the owner's eyes.
   *
   * @param isWitness where this network names the code of this browser (rule FN3): whether to take the key behind it
   */
  begin(
    name: string,
    hue: number,
    isWitness?: boolean,
  ): Promise<Result<{ readonly words: readonly string[] }, BeginError>>
  /**
   * Makes this browser a further device of the person behind the 12 words. Their profile, follows and posts come from
   * whoever keeps their logs; until then the person has no name here.
   *
   * @param isWitness as for `begin`
   */
  recover(words: string, isWitness?: boolean): Promise<Result<void, BeginError>>
  recoveryWords(): Promise<readonly string[]>
  confirmWords(): Promise<void>

  publish(draft: Draft): Promise<Result<RecordCid, PublishError>>
  /** Re-encodes (which drops EXIF and place), keeps the blocks, and gives what a post refers to. */
  addImage(file: Blob, alt: string): Promise<Result<Image, ImageError>>
  /** The bytes of an image from here or from peers; null when nobody has it in time or it is not an image. */
  image(image: Image, signal: AbortSignal): Promise<Blob | null>
  spread(record: RecordCid): Spread
  refused(): readonly RefusedCount[]

  /** As of the last evaluation. Null for what was not asked for before it: the next one will know. */
  numbers(post: RecordCid): PostNumbers | null
  standing(person: PersonId): PersonNumbers | null
  explain(post: RecordCid): Promise<Explanation | null>
  /** How a post came to the owner along synapses, as the explanation has it. */
  journey(post: RecordCid): Promise<Journey | null>
  /** The one record without which the post would fall furthest. */
  counterfactual(why: Explanation): Promise<Counterfactual | null>
  /** What is between the owner and somebody, day by day, and how many attend them; null for somebody who is not known. */
  bond(person: PersonId): Promise<Bond | null>
  /** How somebody else sees people and posts, worked out here from what is kept here. */
  chair(person: PersonId, wanted?: WantedOfChair): Promise<ChairView | null>
  /** How the members of a tag see people and posts together; those count whom the owner's circle attends. */
  community(tag: Tag, wanted?: WantedOfChair): Promise<CommunityView | null>
  /** Whom the owner may want to attend, best first; null when the page is stopped. */
  suggestions(): Promise<readonly Suggestion[] | null>
  /** Communities among the people near the owner; null when the page is stopped. */
  lobes(): Promise<readonly Lobe[] | null>
  /** Who is near the owner, how they are tied, and how that was in the last weeks; null when the page is stopped. */
  brain(): Promise<Brain | null>
  /** Finds places for the people of a picture; the returned function ends it. */
  layOut(brain: Brain, moved: LayoutListener): Promise<() => void>
  /** A signed record that is kept here, for whoever wants to see what a number rests on. */
  record(cid: RecordCid): Promise<ShownRecord | null>
  /**
   * Looks through what is kept here, or through what of it has been read so far: reading begins with the first question.
   * Null when the search has ended; the next question begins anew.
   */
  search(question: Question): Promise<Found | null>
  /** Null when nothing is being read. */
  readonly searchReading: Progress | null
  setTaste(change: TasteChange): Promise<void>
  /** Ranks by somebody's lens without keeping it; null ends it. */
  tryLens(lens: TakenLens | null): void
  /** Seals words for all devices of somebody, and puts them into the own log. */
  writeLetter(to: PersonId, text: string): Promise<Result<RecordCid, LetterError>>
  /** Asks two people, each by a sealed letter, whether they want to meet; who they are is told when both have said yes. */
  introduce(one: AskedToMeet, other: AskedToMeet): Promise<Result<void, IntroductionError>>
  /** Says yes or "not now" to whoever asked. */
  answerIntroduction(by: PersonId, id: IntroductionId, accepts: boolean): Promise<Result<void, LetterError>>
  letterState(letter: Letter): LetterState
  /** What may be written to somebody: bounded for those who do not follow the owner and have not answered. */
  letterRoom(to: PersonId): LetterRoom
  /** Says until when letters of somebody were read, or that they are welcome or not; they are not told. */
  settleLetters(person: PersonId, settled: Partial<Omit<Correspondent, 'person'>>): Promise<void>
  /** Deletes opened letters from this browser; what it returns puts them back. */
  dropLetters(letters: readonly RecordCid[]): Promise<() => Promise<void>>
  /** The owner looks at somebody's page: their records are asked for while the page is open. */
  visit(person: PersonId): void
  /**
   * A link from elsewhere names this person: some of their records are asked for, of those who are linked anyway.
   * @returns false when so many links were opened lately that nobody is asked
   */
  visitNamed(person: PersonId): Promise<boolean>
  storageUse(): Promise<StorageUse>
  /** Where posts are put aside. Rejects where the browser keeps nothing. */
  openDrafts(): Promise<DraftStore>
  /** Devices that signed something for the owner, as far as it is kept here; this one first. */
  devices(): Promise<readonly OwnDevice[]>
  /** Whether a log of somebody has gone two ways, and whether they have joined them. */
  logForks(person: PersonId): Promise<LogForks>
  /** Reads what somebody names a network by: an address of its file or of a page of it, an invite link, or the file's text. */
  networkNamed(typed: string): Promise<Result<NamedNetwork, NetworkError>>
  /** Every tab loads anew in that network; null for the one that the page comes with. False where it cannot be kept. */
  goToNetwork(named: NamedNetwork | null): Promise<boolean>
  /** Where a network is founded. */
  founding(): Promise<FoundingDesk>
  /** Removes what is not the owner's own and not followed, when only that is to be kept; every tab then loads anew. */
  letGo(): Promise<void>
  /** The budget is another one: lets go of what is too much now. */
  keepWithinBudget(): Promise<void>
  /** Removes all of a kind that is not the owner's own and not followed; after logs every tab loads anew. */
  purge(what: Purged): Promise<void>
  /** Asks the browser not to throw anything away by itself; false when it does not promise that. */
  keepForGood(): Promise<boolean>
  /** Of the build that this browser keeps and opens, hex, as `npm run build` prints it; null where it keeps none. */
  buildHash(): Promise<string | null>
  /** A CAR file; 'not-started' where the script that locks the words did not come. */
  exportArchive(choice: ExportChoice): Promise<Result<Blob, 'not-started'>>
  /** Takes in what a CAR file holds, through the same gate as what peers send; `importing` tells how far it is. */
  importArchive(file: Blob): Promise<Result<ImportReport, ImportError>>
  /** The twelve words of an archive. */
  wordsIn(file: Blob, passphrase: string): Promise<Result<readonly string[], WordsError>>
  /** Asks a pinning service to keep what the owner wrote. */
  pin(service: PinService): Promise<Result<Pin, PinError>>
  pinState(service: PinService, id: string): Promise<Result<Pin, PinError>>

  /** Posts of others that the owner has seen, each when it was first seen; known to this device alone. */
  seen(): Promise<readonly SeenPost[]>
  /** Notes that the owner saw a post; stays on this device (MODEL.md, views). */
  viewed(post: RecordCid): void

  /** A link that brings its reader to the owner's page, with the relays; the first few who follow through it are followed back. */
  inviteLink(): Promise<string>
  /** Reads the token of `#/join/<token>` and remembers it for the follow; null when it is damaged. */
  openInvite(token: string): Promise<Result<Invite, 'damaged' | 'other-network'>>

  /** Makes our half of a link; `connection.pairing` tells how it goes on. */
  openPairing(): Promise<Result<void, PairingError>>
  /** Takes the other side's code. */
  pairWith(code: string): Promise<Result<void, PairingError>>
  closePairing(): Promise<void>

  /** What each direct link has carried since it began, by peer id; looked up anew each time (rule NV3). */
  traffic(): Promise<ReadonlyMap<string, LinkTraffic>>

  /** Uses a relay that the owner names, from now on and in this browser. */
  addRelay(address: string): Promise<Result<void, RelayError>>
  /** Uses it no more. */
  removeRelay(address: string): Promise<void>
  /** Uses the network's own again, and no others. */
  resetRelays(): Promise<void>

  /**
   * Kept at once, sent when it can be; `money.movements` tells how far it has come. `memo` is public; empty for none.
   * @param amount base units
   * @param name the same when the same payment is asked for again, which then is paid once
   */
  sendAmp(to: PersonId, amount: number, memo: string, name: string): Promise<Result<void, SendError>>
  /** What this budget would offer to whom, by Reo as seen from the chair. Base units; null without a wallet. */
  offers(post: RecordCid, author: PersonId, budget: number, chair: ChairChoice): Promise<OfferPreview | null>
  /** Lifts a post: the budget is locked for the people of its offer table. `name` as of `sendAmp`. */
  amplify(
    post: RecordCid,
    author: PersonId,
    budget: number,
    chair: ChairChoice,
    name: string,
  ): Promise<Result<void, SendError>>
  /** Of these campaigns those that the owner lets count; see `asking` of the records. */
  welcomeCampaigns(campaigns: readonly CampaignState[]): readonly CampaignState[]
  /** The owner has looked at a sponsored post: claims what is offered for it. Unix milliseconds. */
  claimView(campaign: string, fromMs: number, toMs: number): Promise<boolean>
  /** Asks the witnesses for what the network gives newcomers. */
  starterAmp(): Promise<GrantAnswer>
  /** Asks the witnesses to void an own payment that does not become final. @param id of its movement */
  giveUpPayment(id: string): Promise<GiveUpAnswer>
  /** What was in line in a copy from which this browser was put back is paid, or not any more; false when nobody took it up. */
  decideHeld(isPaid: boolean): Promise<boolean>
  /** What waits in line is not paid; false when it was signed already. @param id of its movement */
  withdrawPayment(id: string): Promise<boolean>
  /** Asks the witnesses to sign the sum of all AMP, and for the proof of the own account; null without a wallet. */
  checkSum(): Promise<SumChecked | null>
  /**
   * Verifies anew and counts again all of the ledger that is kept here; null without a ledger, or when it was given up.
   * @param progress told now and then how many records are done
   */
  replayLedger(progress: (done: number, of: number) => void, signal: AbortSignal): Promise<Replayed | null>
  /** Whether the ledger begins where the one ended that it says to come from; see `money.hasOrigin`. */
  checkOrigin(): Promise<OriginChecked>
  /** The block behind a movement with what witnesses said of it; null for what is no block yet. */
  ampProof(id: string): Promise<ProofShown | null>
  /** The pairs of blocks by which somebody spent twice; see `money.forks`. */
  forkProofs(person: PersonId): Promise<readonly (readonly BlockShown[])[]>
  /** Makes this device the one that spends. */
  spendFromHere(): Promise<boolean>
  /**
   * A witness looks at the plan of the next witnesses, signs it, or tells the others of it once enough have signed.
   * @param text of the file that goes round; the answer has it with what was signed here
   */
  planWitnesses(step: PlanStep, text: string): Promise<Result<PlanShown, PlanError>>
  /**
   * What is to stand under `ledger` in network.json, as JSON, now that the witnesses have changed or are changing; null
   * where there is no ledger, or the tab that has it does not answer.
   */
  ledgerForSite(): Promise<string | null>

  stop(): Promise<void>
}
