/// The keys of `bridge` of an interface.
enum BridgeFields: Int, ObjectFields {
    case members, stp

    static let table = ObjectTable("bridge", of: Self.self, "A switch of several interfaces.")

    var field: Field {
        switch self {
        case .members: Field(.textList(1...15), "Its interfaces.")
        case .stp:
            Field(
                .boolean, default: false,
                "Whether it uses the spanning tree protocol, against loops.")
        }
    }
}
