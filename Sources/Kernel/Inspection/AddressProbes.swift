import Addresses
import Glibc
import Model

/// Probes for the addresses of several interfaces, and their answers.
struct AddressProbes {
    private var lanes: [Lane] = []
    /// Addresses that are not asked for, a sentence for each interface.
    private(set) var omitted: [String] = []

    /// The probes of one family at an interface.
    private struct Lane {
        let interface: String
        let family: AddressFamily
        let socket: ProbeSocket
        let targets: Set<IPAddress>
        let probes: [AddressProbe]
    }

    /// The number of times that each probe is sent.
    private static let rounds = 2
    /// The time between two rounds, and after the last one, in milliseconds.
    private static let patience: Int64 = 500
    /// The number of probes that are sent at once.
    private static let burst = 64

    /// Opens the sockets.
    ///
    /// **Errors:** `EPERM` without CAP_NET_RAW.
    init(_ targets: [String: Set<IPAddress>], at facts: HostFacts) throws(HostFailure) {
        for (name, addresses) in targets.sorted(by: { $0.key < $1.key }) {
            guard let interface = facts.interfaces[name],
                let hardware = interface.hardwareAddress
            else { continue }
            var source: IPv6Address?
            for place in interface.addresses where !place.isUnusable {
                if case .v6(let address) = place.prefix.address, place.prefix.address.isLinkLocal {
                    source = address
                }
            }
            for family in AddressFamily.allCases {
                let wanted = addresses.filter { $0.family == family }
                let probes = wanted.sorted().compactMap {
                    AddressProbe(for: $0, at: hardware, source: source)
                }
                if probes.count < wanted.count {
                    omitted.append(
                        "cannot ask the neighbours of \(name) for IPv6 addresses: it has no usable "
                            + "link-local address")
                }
                if probes.isEmpty { continue }
                do throws(KernelRefusal) {
                    lanes.append(
                        Lane(
                            interface: name, family: family,
                            socket: try ProbeSocket(interface: name, family: family),
                            targets: wanted, probes: probes))
                } catch {
                    throw error.failure(
                        of: "ask the neighbours of \(name) for virtual addresses",
                        because: [EPERM, EACCES].contains(error.number)
                            ? "the capability CAP_NET_RAW is missing" : nil,
                        remedy: [EPERM, EACCES].contains(error.number)
                            ? "run it as root or with CAP_NET_RAW" : nil)
                }
            }
        }
    }

    /// Sends the probes and waits for answers: a second for up to 64 addresses.
    func run() -> Set<AddressClaim> {
        var claims: Set<AddressClaim> = []
        for _ in 0..<Self.rounds {
            for lane in lanes {
                for (number, probe) in lane.probes.enumerated() {
                    // An interface that is down has no answers either.
                    do throws(KernelRefusal) { try lane.socket.send(probe) } catch { break }
                    if number % Self.burst == Self.burst - 1 { listen(for: 10, &claims) }
                }
            }
            listen(for: Self.patience, &claims)
        }
        return claims
    }

    private func listen(for milliseconds: Int64, _ claims: inout Set<AddressClaim>) {
        let end = Self.now() + milliseconds
        while true {
            let rest = end - Self.now()
            guard rest > 0 else { return }
            var waiting = lanes.map {
                pollfd(fd: $0.socket.descriptor, events: Int16(POLLIN), revents: 0)
            }
            guard poll(&waiting, nfds_t(waiting.count), Int32(rest)) > 0 else { continue }
            for (lane, entry) in zip(lanes, waiting) where entry.revents != 0 {
                guard let packet = lane.socket.receive() else { continue }
                let owner =
                    lane.family == .ipv4
                    ? AddressProbe.owner(inARP: packet.payload)
                    : AddressProbe.owner(inIPv6: packet.payload, from: packet.sender)
                guard let (address, hardware) = owner, lane.targets.contains(address) else {
                    continue
                }
                claims.insert(AddressClaim(address, at: lane.interface, by: hardware))
            }
        }
    }

    private static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }
}
