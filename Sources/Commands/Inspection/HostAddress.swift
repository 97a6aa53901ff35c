import Addresses
import ArgumentParser

/// An IPv4 or IPv6 address on the command line.
struct HostAddress: ExpressibleByArgument {
    /// The address.
    let address: IPAddress

    init?(argument: String) {
        guard let address = IPAddress(argument) else { return nil }
        self.address = address
    }
}
