import Addresses
import Model
import Planning
import Reconciliation
import Synchronization

/// A host, a document, a ledger and a clock that a test holds in its hands while a loop runs.
final class World: Sendable {
    /// The simulated kernel.
    let host = Mutex(SimulatedHost())
    /// The document on disk.
    let document = Mutex(LoadedDocument.good(Spec(), warnings: []))
    /// The document that an earlier run accepted.
    let kept = Mutex(KeptSpec.none)
    /// What is wrong with files that the document names.
    let fileFailures = Mutex<[HostFailure]>([])
    /// The ledger on disk.
    let ledger = Mutex(Ledger())
    /// What happened.
    let events = Mutex<[Event]>([])
    /// The time, in milliseconds since boot.
    let now = Mutex<Int64>(0)
    /// True: the ledger can't be read.
    let ledgerIsLocked = Mutex(false)
    /// Set: a damaged ledger was set aside.
    let ledgerLoss = Mutex<HostFailure?>(nil)
    /// True: the disk is full.
    let diskIsFull = Mutex(false)
    /// What checks say; nil: nobody checks.
    let verdicts = Mutex<Verdicts?>(nil)
    /// The documents that were given to the checks.
    let checked = Mutex<[Spec]>([])
    /// Services without their quorum, on disk.
    let lostQuorums = Mutex<Set<ServiceKey>>([])
    /// Set: the kernel can't be read.
    let blindness = Mutex<HostFailure?>(nil)
    /// Whether the addresses can't be read.
    let addressesAreHidden = Mutex(false)
    /// Services that a look at everything misses, as the kernel's list may while others edit it.
    let overlooked = Mutex<Set<ServiceKey>>([])
    /// True: the services can't be read, which is a failure where they are needed.
    let tableIsHidden = Mutex(false)
    /// The scopes of all looks at the kernel.
    let looks = Mutex<[Scope]>([])

    /// A loop over this world, as after a start of the program.
    ///
    /// - Parameters:
    ///   - served: addresses on which HAProxy listens; nil: nothing is known of it.
    ///   - listening: where it did so before the start.
    func start(
        served: Set<Endpoint>? = nil, listening: Set<Endpoint> = []
    ) async -> Reconciler {
        let reconciler = Reconciler(
            settings: .init(version: "test", processID: 1),
            ports: Ports(
                host: Hand(world: self), source: Page(world: self), store: Drawer(world: self)),
            surroundings: Surroundings(
                clock: { Moment(milliseconds: self.now.withLock { $0 }) },
                wallClock: { self.now.withLock { $0 } },
                report: { event in self.events.withLock { $0.append(event) } },
                checking: { spec in self.checked.withLock { $0.append(spec) } },
                keepQuorums: { lost in self.lostQuorums.withLock { $0 = lost } }),
            memory: Memory(
                verdicts: verdicts.withLock { $0 }, lostQuorums: lostQuorums.withLock { $0 },
                served: served, listening: listening))
        await reconciler.loadLedger()
        return reconciler
    }

    /// Saves a good document.
    func save(_ spec: Spec) {
        document.withLock { $0 = .good(spec, warnings: []) }
    }

    /// What the kernel holds.
    var state: Observed { host.withLock { $0.state } }

    /// Kinds of the events so far.
    var kinds: [Event.Kind] { events.withLock { $0.map(\.kind) } }

    /// Time passes.
    func wait(seconds: Int64) {
        now.withLock { $0 += seconds * 1000 }
    }

    /// The world's kernel, as the loop holds it.
    private struct Hand: Host {
        var needsIPVS = false
        let world: World

        func observe(_ scope: Scope) throws -> Observed {
            world.looks.withLock { $0.append(scope) }
            if let failure = world.blindness.withLock({ $0 }) { throw failure }
            var observed = try world.host.withLock { try $0.observe(scope) }
            if scope == .everything {
                for key in world.overlooked.withLock({ $0 }) { observed.services[key] = nil }
            }
            if world.addressesAreHidden.withLock({ $0 }), scope.covers(.address) {
                observed.failures[.address] = HostFailure(operation: "read", reason: "no memory")
                observed.scope.domains.remove(.address)
                observed.addresses = [:]
                observed.interfaces = []
            }
            if world.tableIsHidden.withLock({ $0 }) {
                observed.services = [:]
                guard needsIPVS, scope.readsIPVS else { return observed }
                let failure = HostFailure(operation: "read", reason: "out of memory")
                observed.failures[.ipvs] = failure
                observed.scope.domains.subtract([.ipvs, .syncDaemon])
                observed.scope.services = []
                if observed.scope == Scope() { throw failure }
            }
            return observed
        }

        func apply(_ steps: [Step]) -> [Outcome] {
            world.host.withLock { $0.apply(steps) }
        }
    }

    /// The world's document, as the loop reads it.
    private struct Page: DocumentSource {
        let world: World
        let path = "ballast.yaml"

        func load(force: Bool) -> LoadedDocument {
            world.document.withLock { $0 }
        }

        func kept() -> KeptSpec { world.kept.withLock { $0 } }

        var fileFailures: [HostFailure] { world.fileFailures.withLock { $0 } }
    }

    /// The world's ledger, as the loop keeps it.
    private struct Drawer: LedgerStore {
        let world: World

        var loss: HostFailure? { world.ledgerLoss.withLock { $0 } }

        func load() throws -> Ledger {
            if world.ledgerIsLocked.withLock({ $0 }) {
                throw HostFailure(operation: "read the ledger", reason: "too many open files")
            }
            return world.ledger.withLock { $0 }
        }

        func save(_ ledger: Ledger) throws {
            if world.diskIsFull.withLock({ $0 }) || world.ledgerIsLocked.withLock({ $0 }) {
                throw HostFailure(operation: "save the ledger", reason: "disk is full")
            }
            world.ledger.withLock { $0 = ledger }
        }
    }
}

/// A document with one service on 10.0.0.1:80 and servers 10.0.1.1 and on.
func spec(servers: Int, weight: Int = 1) -> Spec {
    Spec(services: [service(servers: servers, weight: weight)])
}

/// The service of ``spec(servers:weight:)``.
func service(servers: Int, weight: Int = 1, port: UInt16 = 80) -> Service {
    Service(
        name: "web\(port)", key: key(port: port), forwarding: .masq,
        servers: (1...max(1, servers)).prefix(servers).map { number in
            RealServer(
                name: "web\(number)", address: address(number), port: 8080, weight: weight)
        })
}

/// `tcp 10.0.0.1:PORT`.
func key(port: UInt16 = 80) -> ServiceKey {
    .listen(.tcp, Endpoint(.v4(IPv4Address(rawValue: 0x0a00_0001)), port: port))
}

/// `10.0.1.NUMBER`.
func address(_ number: Int) -> IPAddress {
    .v4(IPv4Address(rawValue: 0x0a00_0100 + UInt32(number)))
}

/// `10.0.1.NUMBER:8080`.
func endpoint(_ number: Int) -> Endpoint {
    Endpoint(address(number), port: 8080)
}
