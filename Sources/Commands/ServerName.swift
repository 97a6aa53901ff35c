import ArgumentParser

/// A server named on the command line: `SERVICE/SERVER`.
struct ServerName: ExpressibleByArgument {
    let service: String
    let server: String

    init(service: String, server: String) {
        self.service = service
        self.server = server
    }

    init?(argument: String) {
        guard let slash = argument.firstIndex(of: "/") else { return nil }
        service = String(argument[..<slash])
        server = String(argument[argument.index(after: slash)...])
        if service.isEmpty || server.isEmpty { return nil }
    }

    var description: String { "\(service)/\(server)" }
}
