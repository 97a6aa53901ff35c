import Addresses
import Model

/// Short ways to say addresses in tests; a text that is none fails the test by its throw.
struct TextError: Error {
    let text: String
}

func endpoint(_ text: String) throws -> Endpoint {
    guard let endpoint = Endpoint(text) else { throw TextError(text: text) }
    return endpoint
}

func service(_ text: String) throws -> ServiceKey {
    guard let key = ServiceKey(text) else { throw TextError(text: text) }
    return key
}

func address(_ prefix: String, on interface: String) throws -> InterfaceAddress {
    guard let prefix = Prefix(prefix) else { throw TextError(text: prefix) }
    return InterfaceAddress(interface: interface, prefix: prefix)
}
