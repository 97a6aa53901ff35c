import Addresses
import ArgumentParser

/// An address with or without a port.
struct TracePlace: ExpressibleByArgument {
    /// The address.
    let address: IPAddress
    /// The port; nil: none given.
    let port: UInt16?

    init?(argument: String) {
        if let address = IPAddress(argument) {
            (self.address, port) = (address, nil)
        } else if let endpoint = Endpoint(argument) {
            (address, port) = (endpoint.address, endpoint.port)
        } else {
            return nil
        }
    }
}
