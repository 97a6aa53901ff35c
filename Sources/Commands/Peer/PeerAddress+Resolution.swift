import Addresses
import Files
import Glibc
import Model
import Replication

extension PeerAddress {
    /// Resolves a name, so that a mistyped one is not taken for a silent node.
    ///
    /// **Errors:** `HostFailure`: the name has no address. Source: `getaddrinfo(3)`.
    func requireResolved() throws(HostFailure) {
        guard IPAddress(host) == nil else { return }
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, nil, &hints, &found)
        guard status != 0 else { return freeaddrinfo(found) }
        throw HostFailure(
            operation: "resolve \(host)", reason: Self.words(status),
            remedy: "give the address of the node in place of its name")
    }

    /// Describes an error of `getaddrinfo(3)`.
    private static func words(_ status: Int32) -> String {
        switch status {
        case EAI_SYSTEM: SystemError.last.words
        case EAI_AGAIN: "no name server answers"
        default: "the name has no address"
        }
    }
}
