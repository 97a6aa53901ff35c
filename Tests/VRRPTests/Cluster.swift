import Addresses
import Seeds
import VRRP

/// Stations, the links between them, a client, and time.
final class Cluster {
    struct Cut: Hashable {
        var from: Int
        var to: Int
        var link: LinkID
    }

    private struct Item {
        enum Work {
            case deliver(Int, ElectionEvent)
            case wake(Int, Moment)
            case perform((Cluster) -> Void)
        }
        var at: Moment
        var number: Int
        var work: Work
    }

    private(set) var now = Moment(.seconds(100))
    private(set) var stations: [Station] = []
    var numbers: SeededNumbers
    /// Percent of packets.
    var loss = 0
    var duplication = 0
    /// Microseconds.
    ///
    /// A wide range puts packets out of order.
    var delay = 20...200
    var cuts: Set<Cut> = []
    /// The station that announced last: the client's neighbour entry.
    private(set) var announcer: Int?
    private(set) var splitBrains: [SplitBrain] = []
    private(set) var failedHandovers = 0
    private(set) var starvations = 0
    /// Called after each event.
    var observe: (Cluster) -> Void = { _ in }
    private var items: [Item] = []
    private var count = 0

    init(seed: some BinaryInteger) { numbers = SeededNumbers(seed: seed) }

    func add(_ station: Station) { stations.append(station) }

    /// The running stations that have the addresses, and stopped ones that kept them.
    var holders: [Int] { stations.filter { $0.holds && !$0.isPaused }.map(\.index) }
    /// Whether the client's packets are answered.
    var isServed: Bool {
        announcer.map { stations[$0].holds && !stations[$0].isPaused } ?? false
    }

    func at(_ moment: Moment, _ work: @escaping (Cluster) -> Void) {
        push(moment, .perform(work))
    }

    func after(_ duration: Duration, _ work: @escaping (Cluster) -> Void) {
        push(now + duration, .perform(work))
    }

    func start(_ index: Int) {
        stations[index].restart()
        stations[index].isRunning = true
        tell(index, .start)
    }

    /// Kills the process: the addresses stay.
    func kill(_ index: Int) {
        stations[index].isRunning = false
        stations[index].isPaused = false
        stations[index].backlog = []
        stations[index].wake = nil
        stations[index].restart()
    }

    /// Turns the machine off: the addresses are gone with it.
    func turnOff(_ index: Int) {
        kill(index)
        stations[index].holds = false
    }

    func pause(_ index: Int) {
        if stations[index].isRunning { stations[index].isPaused = true }
    }

    /// The process reads the packets that waited first, as its contract requires.
    func resume(_ index: Int) {
        let station = stations[index]
        guard station.isPaused else { return }
        station.isPaused = false
        let backlog = station.backlog
        station.backlog = []
        for event in backlog { tell(index, event) }
        if let wake = station.wake, wake <= now { tell(index, .timer) }
    }

    func tell(_ index: Int, _ event: ElectionEvent) {
        let station = stations[index]
        guard station.isRunning else { return }
        guard !station.isPaused else {
            if station.backlog.count < 64 { station.backlog.append(event) }
            return
        }
        perform(station.handle(event, at: now + station.clockStep), station)
        observe(self)
    }

    func run(until end: Moment) {
        while let item = items.first, item.at <= end {
            popFirst()
            now = max(now, item.at)
            switch item.work {
            case .perform(let work): work(self)
            case .deliver(let index, let event): tell(index, event)
            case .wake(let index, let moment):
                if stations[index].wake == moment, !stations[index].isPaused {
                    tell(index, .timer)
                }
            }
        }
        now = max(now, end)
    }

    func run(for duration: Duration) { run(until: now + duration) }

    private func perform(_ actions: [ElectionAction], _ station: Station) {
        for action in actions {
            switch action {
            case .addAddresses: station.holds = true
            case .removeAddresses: station.holds = false
            case .announce: announcer = station.index
            case .advertise(let priority, let links):
                for link in links { advertise(priority, station, link) }
            case .report(let report, let links):
                for link in links {
                    send(
                        .report(report, link: link, source: station.address(on: link)),
                        from: station, link)
                }
            case .wake(let moment):
                station.wake = moment.map { $0 - station.clockStep }
                if let wake = station.wake { push(max(wake, now), .wake(station.index, wake)) }
            case .finished: station.isRunning = false
            case .splitBrain(let event): splitBrains.append(event)
            case .handoverFailed: failedHandovers += 1
            case .starved: starvations += 1
            case .role: break
            }
        }
    }

    private func advertise(_ priority: UInt8, _ station: Station, _ link: LinkID) {
        let interval: Duration
        if let ballast = station as? BallastStation {
            interval = ballast.election.settings.interval
        } else if let plain = station as? PlainStation {
            interval = plain.interval
        } else {
            return
        }
        let heard = HeardAdvertisement(
            link: link, source: station.address(on: link), priority: priority,
            interval: interval)
        send(.advertisement(heard), from: station, link)
    }

    private func send(_ event: ElectionEvent, from station: Station, _ link: LinkID) {
        guard !station.linksDown.contains(link) else { return }
        for other in stations where other.index != station.index {
            guard !cuts.contains(Cut(from: station.index, to: other.index, link: link)),
                !other.linksDown.contains(link)
            else { continue }
            let copies = Int.random(in: 0..<100, using: &numbers) < duplication ? 2 : 1
            for _ in 0..<copies where Int.random(in: 0..<100, using: &numbers) >= loss {
                let wait = Duration.microseconds(Int.random(in: delay, using: &numbers))
                push(now + wait, .deliver(other.index, event))
            }
        }
    }

    /// Cuts or mends a link between two stations, one way.
    func cut(_ from: Int, _ to: Int, _ link: LinkID = 0, isCut: Bool = true) {
        let cut = Cut(from: from, to: to, link: link)
        if isCut { cuts.insert(cut) } else { cuts.remove(cut) }
    }

    func cutBoth(_ one: Int, _ other: Int, _ link: LinkID = 0, isCut: Bool = true) {
        cut(one, other, link, isCut: isCut)
        cut(other, one, link, isCut: isCut)
    }
}

/// The queue: a heap by time, then by the order of insertion.
extension Cluster {
    private func push(_ moment: Moment, _ work: Item.Work) {
        count += 1
        items.append(Item(at: moment, number: count, work: work))
        var child = items.count - 1
        while child > 0, isBefore(child, (child - 1) / 2) {
            items.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    private func popFirst() {
        items.swapAt(0, items.count - 1)
        items.removeLast()
        var parent = 0
        while true {
            var first = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < items.count && isBefore(child, first) { first = child }
            if first == parent { return }
            items.swapAt(first, parent)
            parent = first
        }
    }

    private func isBefore(_ left: Int, _ right: Int) -> Bool {
        items[left].at == items[right].at
            ? items[left].number < items[right].number : items[left].at < items[right].at
    }
}
