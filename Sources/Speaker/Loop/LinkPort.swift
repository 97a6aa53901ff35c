import Addresses
import Kernel
import Model
import VRRP

/// A link with its sockets.
///
/// The sockets are opened when the interface exists, and again when it was created anew.
final class LinkPort {
    let id: LinkID
    let settings: LinkSettings
    private(set) var status: LinkStatus
    private(set) var sockets: [AddressFamily: RawSocket] = [:]
    private(set) var serial: SerialPort?
    private(set) var sources: [AddressFamily: IPAddress] = [:]
    private(set) var mtu = 1500
    private var isInterfaceUp = false
    private var frameSocket: FrameSocket?
    private var refusals = RefusalLog()
    private let clock: BootClock

    init(id: LinkID, settings: LinkSettings, clock: BootClock) {
        self.id = id
        self.clock = clock
        self.settings = settings
        status = LinkStatus(name: settings.name)
    }

    /// Opens what can be opened and closes what can't be used.
    ///
    /// - Parameters:
    ///   - state: the state of the interface; nil: there is none.
    ///   - families: the families of all virtual routers.
    ///   - carried: the families of those that have addresses on the interface; empty: none, and
    ///     one of the families is enough.
    func refresh(
        _ state: LinkState?, families: Set<AddressFamily>, carried: Set<AddressFamily>,
        virtual: Set<IPAddress>
    ) {
        if let speed = settings.speed {
            refreshSerial(speed)
            return
        }
        // A unicast link carries the family of the nodes' addresses; the rest moves with it.
        let families = families.filter(carries)
        let carried = carried.filter(carries)
        guard let state else {
            sockets = [:]
            sources = [:]
            isInterfaceUp = false
            status.sources = []
            status.fault = "there is no such interface"
            return
        }
        mtu = state.mtu
        isInterfaceUp = state.isUp
        var fault = state.isUp ? nil : "the interface is down or has no carrier"
        sockets = sockets.filter { families.contains($0.key) && $0.value.interface == state.index }
        for family in families.sorted() { sources[family] = source(family, except: virtual) }
        let isSufficient = carried.isEmpty && families.contains { sources[$0] != nil }
        let needed = isSufficient ? [] : carried.isEmpty ? families : carried
        for family in needed.sorted() where sources[family] == nil {
            fault = fault ?? "it has no address of \(family.rawValue)"
        }
        for family in families.sorted() {
            if settings.peers.isEmpty, let socket = sockets[family],
                !MulticastGroups.has(family, index: socket.interface)
            {
                // The socket stays open, and hears nothing: another one joins again.
                sockets[family] = nil
            }
            guard sockets[family] == nil else { continue }
            do throws(SocketFailure) {
                sockets[family] = try RawSocket(
                    interface: settings.name, index: state.index, family: family)
            } catch {
                fault = error.description
            }
        }
        status.sources = sources.values.sorted()
        status.fault = fault
    }

    private func source(_ family: AddressFamily, except virtual: Set<IPAddress>) -> IPAddress? {
        if let source = settings.sources.first(where: { $0.family == family }) {
            return LocalSources.isUsable(source, on: settings.name) ? source : nil
        }
        let current = sources[family]
        if let current, LocalSources.isUsable(current, on: settings.name) { return current }
        return LocalSources.first(family, on: settings.name, except: virtual)
    }

    private func refreshSerial(_ speed: Int) {
        guard serial == nil else { return }
        do throws(SocketFailure) {
            serial = try SerialPort(device: settings.name, speed: speed)
            status.fault = nil
        } catch {
            status.fault = error.description
        }
    }

    /// Whether packets of a family can be sent over the link: over unicast there are those of the
    /// peers' addresses.
    func carries(_ family: AddressFamily) -> Bool {
        settings.peers.isEmpty || settings.peers.contains { $0.family == family }
    }

    /// Whether packets of one of these families can be sent.
    func isUp(_ families: [AddressFamily]) -> Bool {
        serial != nil
            || isInterfaceUp && families.contains { sockets[$0] != nil && sources[$0] != nil }
    }

    /// Sends a message of a family to the group, or to each peer of the link.
    ///
    /// - Parameter virtual: the interface of the virtual router. If it is above this one, a message
    ///   to the group has its MAC address, from which switches learn the way.
    func send(
        _ family: AddressFamily, from virtual: VirtualLink? = nil,
        _ datagram: (IPAddress, IPAddress) -> Datagram?
    ) {
        guard carries(family) else { return }
        guard let socket = sockets[family], let source = sources[family] else {
            if serial == nil { status.unsent += 1 }
            return
        }
        let peers = settings.peers.filter { $0.family == family && $0 != source }
        for receiver in settings.peers.isEmpty ? [Datagram.group(of: family)] : peers {
            guard let datagram = datagram(source, receiver) else { continue }
            let isSent =
                if let virtual, virtual.base == settings.name, settings.peers.isEmpty {
                    isSent(datagram.frame(from: virtual.hardwareAddress), socket.interface)
                } else {
                    isSent(datagram, socket)
                }
            if isSent { status.sent += 1 } else { status.unsent += 1 }
        }
    }

    private func isSent(_ datagram: Datagram, _ socket: RawSocket) -> Bool {
        do throws(SocketFailure) {
            try socket.send(datagram)
            return true
        } catch {
            return false
        }
    }

    private func isSent(_ frame: [UInt8], _ index: Int32) -> Bool {
        do throws(HostFailure) {
            if frameSocket?.index != index {
                frameSocket = try FrameSocket(interface: settings.name)
            }
            try frameSocket?.send(frame)
            return true
        } catch {
            return false
        }
    }

    /// Sends a report over the serial line.
    func sendSerial(_ message: [UInt8]) {
        guard let serial else { return }
        do throws(SocketFailure) {
            try serial.send(message)
            status.sent += 1
        } catch {
            status.unsent += 1
        }
    }

    /// Returns the packets that wait, at most 64 of a socket.
    ///
    /// On a unicast link, packets of others than the peers are counted and dropped.
    func receive() -> [Datagram] {
        if let serial { return receive(serial) }
        var datagrams: [Datagram] = []
        for socket in sockets.values {
            for _ in 0..<64 {
                guard let received = socket.receive() else { break }
                switch received {
                case .success(let datagram) where isExpected(datagram.source):
                    datagrams.append(datagram)
                case .success(let datagram):
                    refuse("sender", from: datagram.source, "it is no node of the document")
                case .failure(let refusal): refuse(refusal.word)
                }
            }
        }
        return datagrams
    }

    private func receive(_ line: SerialPort) -> [Datagram] {
        do throws(SocketFailure) {
            return try line.receive().map { Datagram(serialMessage: $0) }
        } catch {
            serial = nil
            status.fault = error.description
            return []
        }
    }

    private func isExpected(_ source: IPAddress) -> Bool {
        settings.peers.isEmpty || settings.peers.contains(source)
    }

    /// Counts a packet that was discarded for a reason that names no sender.
    func refuse(_ reason: String) {
        status.refused[reason, default: 0] += 1
    }

    /// Counts a packet that was discarded, and records its sender.
    func refuse(_ refusal: Refusal, from source: IPAddress) {
        refuse(refusal.word, from: source, refusal.sentence, isFault: refusal.isFault)
    }

    private func refuse(
        _ word: String, from source: IPAddress, _ sentence: String, isFault: Bool = false
    ) {
        refuse(word)
        refusals.note(word, from: source, sentence, isFault: isFault, at: clock.now)
    }

    /// The begin and the end of refusals since the last call.
    func takeRefusals() -> [RefusalLog.Change] { refusals.takeChanges(at: clock.now) }

    /// The state with the refusals of the last minute.
    var fullStatus: LinkStatus {
        var full = status
        full.refusals = refusals.recent(at: clock.now)
        return full
    }

    /// Counts a packet that was accepted.
    func accept() {
        status.received += 1
    }

    /// The descriptors to wait for.
    var descriptors: [Int32] {
        sockets.values.map(\.descriptor) + (serial.map { [$0.descriptor] } ?? [])
    }
}
