import Addresses
import Model

/// Addresses to which no packet can be sent, whether or not the kernel accepts them.
extension Validation {
    mutating func checkReach(of virtual: VirtualAddress, at path: DocumentPath) {
        let prefix = virtual.address
        if let reason = prefix.address.unreachability ?? prefix.address.privacy {
            error(
                .unreachableAddress, at: path,
                "\(prefix.address) can't be given to clients: \(reason)",
                hint: "give an address of your network")
        } else if prefix.length == 0 {
            error(
                .unreachableAddress, at: path,
                "\(prefix) makes every address in the world a neighbour on \(virtual.interface)",
                hint: "write the length of your network, or /\(prefix.address.family.bits)")
        } else if let role = prefix.reservedRole {
            warning(
                .unreachableAddress, at: path,
                "\(prefix.address) is the \(role) address of \(prefix): neighbours can't reach it",
                hint: "give another address, or /32 if it is routed to this host")
        }
    }

    /// - Returns: whether clients can reach the address.
    mutating func checkReach(of listen: IPAddress, in service: Service, at path: DocumentPath)
        -> Bool
    {
        guard let reason = listen.unreachability else { return true }
        error(
            .unreachableAddress, at: path,
            "\(service.name) can't listen on \(listen): \(reason)",
            hint: "IPVS takes clients at one address: give a virtual address, or use mark")
        return false
    }

    mutating func checkReach(of node: Node, at address: IPAddress, path: DocumentPath) {
        guard let reason = address.unreachability else { return }
        error(
            .unreachableAddress, at: path,
            "the node \(node.name) can't be reached at \(address): \(reason)",
            hint: "give an address of your network")
    }

    mutating func checkReach(ofProxied server: ProxyServer, at path: DocumentPath) {
        checkReach(ofProxied: server.address, named: server.name, at: path)
    }

    /// Reports an address to which HAProxy can't connect.
    mutating func checkReach(
        ofProxied address: IPAddress, named name: String, at path: DocumentPath
    ) {
        guard let reason = address.unreachability ?? address.ambiguity else { return }
        error(
            .unreachableAddress, at: path, "\(name) can't be reached at \(address): \(reason)",
            hint: "give the address of the machine that does the work")
    }

    mutating func checkReach(of server: RealServer, at path: DocumentPath) {
        guard let reason = server.address.unreachability ?? server.address.isolation else { return }
        error(
            .unreachableAddress, at: path,
            "\(server.name) can't be reached at \(server.address): \(reason)",
            hint: "give the address of the machine that does the work")
    }
}

extension IPAddress {
    /// The reason that no packet can be sent to this address; nil: none.
    var unreachability: String? {
        if isUnspecified { return "it stands for no address at all" }
        if isMulticast { return "it is a multicast address" }
        switch self {
        case .v4(let address):
            if address.rawValue == .max { return "it is the broadcast address" }
            if address.rawValue >> 24 == 0 { return "0.0.0.0/8 has no hosts" }
            return address.rawValue >> 28 == 0xf ? "240.0.0.0/4 is reserved" : nil
        case .v6(let address):
            let isMapped = address.high == 0 && address.low >> 32 == 0xffff
            return isMapped ? "it is an IPv4 address in the form of IPv6" : nil
        }
    }

    /// The reason that no other host can reach the address; nil: none.
    fileprivate var privacy: String? {
        isLoopback ? "it is a loopback address, which no other host can reach" : nil
    }

    /// The reason that the kernel forwards no packets to this address; nil: none.
    ///
    /// Source: `ip_vs_ctl.c`, `ip_vs_new_dest`: EINVAL.
    fileprivate var isolation: String? {
        isLinkLocal ? "IPVS does not forward to link-local addresses" : nil
    }

    /// The reason that no connection can be made to this address; nil: none.
    ///
    /// Source: RFC 4007 section 6: without an interface the kernel refuses it with EINVAL.
    fileprivate var ambiguity: String? {
        isLinkLocal
            ? "a link-local address means nothing without an interface, and HAProxy has no word"
                + " for one" : nil
    }
}

extension Prefix {
    /// The role of a reserved address in its IPv4 network; nil: a host's address.
    ///
    /// Networks of two addresses have none of these. Source: RFC 3021.
    var reservedRole: String? {
        guard case .v4(let address) = address, (1...30).contains(length) else { return nil }
        if self.address == broadcast { return "broadcast" }
        return address.rawValue & UInt32.max >> UInt32(length) == 0 ? "network's own" : nil
    }
}
