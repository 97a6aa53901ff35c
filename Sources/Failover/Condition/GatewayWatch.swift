import Addresses
import Files
import Glibc
import Model
import VRRP

/// Sends an ICMP echo request to each gateway once a second, on a thread of its own.
actor GatewayWatch {
    private let executor = QueueExecutor(label: "ballast.gateways")
    nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    private var gateways: [Gateway] = []
    /// The interfaces on which link-local gateways are asked.
    private var interfaces: [String] = []
    private var sockets: [AddressFamily: EchoSocket] = [:]
    private let identifier = UInt16.random(in: 1...UInt16.max)
    private var sequence: UInt16 = 0

    /// A gateway with its replies.
    private struct Gateway {
        let address: IPAddress
        /// Number of requests without a reply since the last reply.
        var losses = 0
        /// Whether it answers; nil: not known yet.
        var isReached: Bool?
        /// Whether the latest request was answered.
        var isAnswered = true
    }

    /// Number of lost replies after which a gateway counts as lost.
    private static let lossLimit = 3

    /// Replaces the gateways; known ones keep their state.
    ///
    /// - Parameter interfaces: the interfaces on which a link-local gateway is asked: its address
    ///   is that of a host on one of them.
    func follow(_ addresses: [IPAddress], on interfaces: [String] = []) {
        self.interfaces = interfaces
        guard addresses != gateways.map(\.address) else { return }
        gateways = addresses.map { address in
            gateways.first { $0.address == address } ?? Gateway(address: address)
        }
        for family in AddressFamily.allCases {
            let isUsed = addresses.contains { $0.family == family }
            sockets[family] = isUsed ? sockets[family] ?? EchoSocket(family) : nil
        }
    }

    /// Reads the replies to the requests of the last turn, and sends those of the next one.
    func turn() {
        // A socket that could not be opened is tried again.
        for family in Set(gateways.map(\.address.family)) where sockets[family] == nil {
            sockets[family] = EchoSocket(family)
        }
        for (family, socket) in sockets {
            let message = EchoMessage(family: family, identifier: identifier, sequence: sequence)
            for (sender, bytes) in socket.receive() where message.isAnswered(by: bytes) {
                guard let place = gateways.firstIndex(where: { $0.address == sender }) else {
                    continue
                }
                gateways[place].isAnswered = true
                gateways[place].isReached = true
                gateways[place].losses = 0
            }
        }
        sequence &+= 1
        for place in gateways.indices {
            // Without a socket nothing is known about the gateway.
            if !gateways[place].isAnswered, sockets[gateways[place].address.family] != nil {
                gateways[place].losses += 1
            }
            if gateways[place].losses >= Self.lossLimit { gateways[place].isReached = false }
            gateways[place].isAnswered = false
            let address = gateways[place].address
            let message = EchoMessage(
                family: address.family, identifier: identifier, sequence: sequence)
            for scope in scopes(of: address) {
                sockets[address.family]?.send(message.request, to: address, scope: scope)
            }
        }
    }

    /// The indices of the interfaces on which an address is asked; 0: the routes decide.
    private func scopes(of address: IPAddress) -> [Int32] {
        guard address.isLinkLocal, address.family == .ipv6 else { return [0] }
        return interfaces.compactMap { name in
            let index = if_nametoindex(name)
            return index == 0 ? nil : Int32(bitPattern: index)
        }
    }

    /// The gateways with their states.
    var states: [FailoverStatus.Gateway] {
        gateways.map {
            FailoverStatus.Gateway(address: $0.address.description, isReached: $0.isReached)
        }
    }
}
