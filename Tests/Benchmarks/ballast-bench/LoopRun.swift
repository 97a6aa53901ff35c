import Document
import Glibc
import Model
import Planning
import Reconciliation
import Synchronization

/// Processor time of the loop's passes on a host in memory, without the kernel's part.
struct LoopRun {
    /// The document.
    let path: String
    /// Number of edits, and of periodic passes.
    let turns: Int

    /// `edit=MICROSECONDS slice=MICROSECONDS verdict=MICROSECONDS memory=KB`: the medians of one
    /// weight changed, of a periodic pass, and of one server that fails or recovers while all are
    /// checked; the first and the last with their pass.
    ///
    /// **Errors:** when the document is not good.
    func figures() async throws -> String {
        let parsed = parse(try DocumentFile(path: path).read())
        guard let spec = parsed.spec, !spec.services.isEmpty else {
            throw BenchmarkError.refused("a bad document")
        }
        let document = Memory(spec)
        let loop = Reconciler(
            settings: .init(managesAddresses: false, version: "bench", processID: 1),
            ports: Ports(
                host: SimulatedHost(), source: document, store: Drawer()),
            surroundings: Surroundings(
                clock: { Moment() }, wallClock: { 0 }, report: { _ in }),
            memory: Reconciliation.Memory(verdicts: [:], feedback: [:]))
        await loop.loadLedger()
        await loop.pass(.document)
        await loop.pass(.verification)
        var edits: [Int] = []
        for turn in 0..<turns {
            document.change { $0.services[0].servers[0].weight = 10 + turn }
            edits.append(await Self.time { _ = await loop.pass(.document) })
            await loop.pass(.verification)
        }
        var slices: [Int] = []
        for _ in 0..<turns { slices.append(await Self.time { _ = await loop.pass(.periodic) }) }
        document.change { spec in
            for index in spec.services.indices { spec.services[index].check = Check(.connect) }
        }
        var verdicts = Verdicts()
        for service in spec.services {
            for server in service.servers {
                verdicts[service.key, default: [:]][service.endpoint(of: server)] = Verdict(.up)
            }
        }
        await loop.learn(.verdicts(verdicts))
        await loop.pass(.document)
        await loop.pass(.verification)
        let first = spec.services[0]
        let endpoint = first.endpoint(of: first.servers[0])
        var changes: [Int] = []
        for turn in 0..<turns {
            // The publisher of verdicts has its own reference too.
            var next = verdicts
            next[first.key]?[endpoint] = Verdict(turn.isMultiple(of: 2) ? .down : .up)
            verdicts = next
            let news = News.verdicts(next)
            changes.append(
                await Self.time {
                    await loop.learn(news)
                    await loop.pass(.verdicts)
                })
            await loop.pass(.verification)
        }
        return "edit=\(Self.median(edits)) slice=\(Self.median(slices))"
            + " verdict=\(Self.median(changes)) memory=\(DocumentRun.peakMemory())"
    }

    private static func median(_ values: [Int]) -> Int { values.sorted()[values.count / 2] }

    /// **Unit:** microseconds of this process.
    private static func time(_ work: () async -> Void) async -> Int {
        let start = DocumentRun.microseconds()
        await work()
        return DocumentRun.microseconds() - start
    }

    /// A document in memory.
    private final class Memory: DocumentSource, Sendable {
        private let state: Mutex<(spec: Spec, isNew: Bool)>
        var path: String { "bench" }

        init(_ spec: Spec) { state = Mutex((spec, true)) }

        func change(_ edit: (inout Spec) -> Void) {
            state.withLock {
                edit(&$0.spec)
                $0.isNew = true
            }
        }

        func load(force: Bool) -> LoadedDocument {
            state.withLock {
                guard $0.isNew || force else { return .unchanged }
                $0.isNew = false
                return .good($0.spec, warnings: [])
            }
        }
    }

    /// A ledger in memory.
    private struct Drawer: LedgerStore {
        private var ledger = Ledger()
        mutating func load() throws -> Ledger { ledger }
        mutating func save(_ ledger: Ledger) throws { self.ledger = ledger }
    }
}
