import ArgumentParser
import Certificates

/// A DNS name or an address from the command line.
struct HostArgument: ExpressibleByArgument {
    let name: AlternativeName

    init?(argument: String) {
        guard let name = AlternativeName(argument) else { return nil }
        self.name = name
    }
}
