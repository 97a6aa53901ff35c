import Model

/// The change of one server, in a request that changes several.
public struct ServerChange: Sendable, Hashable {
    /// The service or proxy.
    public let service: String
    /// The server.
    public let server: String
    /// The changed value.
    public let value: Value

    /// A changed value.
    public enum Value: Sendable, Hashable {
        /// The state.
        case state(ServerState)
        /// The weight.
        case weight(Int)
    }

    /// Creates a change.
    public init(service: String, server: String, _ value: Value) {
        self.service = service
        self.server = server
        self.value = value
    }
}

extension ServerChange: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case service, server, state, weight
    }

    /// Decodes a change of one value.
    public init(from decoder: any Decoder) throws {
        try RequestKey.require(CodingKeys.allCases.map(\.rawValue), in: decoder)
        let values = try decoder.container(keyedBy: CodingKeys.self)
        service = try values.decode(String.self, forKey: .service)
        server = try values.decode(String.self, forKey: .server)
        switch (values.contains(.state), values.contains(.weight)) {
        case (true, false):
            let word = try values.decode(String.self, forKey: .state)
            guard let state = ServerState(rawValue: word) else {
                let words = ServerState.allCases.map(\.rawValue).joined(separator: ", ")
                throw DecodingError.dataCorruptedError(
                    forKey: .state, in: values, debugDescription: "it has to be one of \(words)")
            }
            value = .state(state)
        case (false, true):
            value = .weight(try values.decode(RequestWeight.self, forKey: .weight).number)
        default:
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: decoder.codingPath,
                    debugDescription: "a change has either a state or a weight"))
        }
    }

    /// The form of a change.
    static let shape = ValueShape.either([
        .record(
            RecordShape(
                "stateEdit", "Another state of a server.",
                named + [.required("state", .words(of: ServerState.self), "The state.")])),
        .record(
            RecordShape(
                "weightEdit", "Another weight of a server.",
                named + [
                    .required("weight", .count, "The weight, 0...65535, for a proxy 0...256.")
                ])),
    ])

    private static let named: [RecordShape.Key] = [
        .required("service", .text, "The service or proxy."),
        .required("server", .text, "The server."),
    ]
}
