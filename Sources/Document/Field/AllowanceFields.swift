/// The keys of an element of `firewall.lockdown.allow`.
enum AllowanceFields: Int, ObjectFields {
    case service, from

    static let table = ObjectTable(
        "allowance", of: Self.self, "The networks that reach a service.")

    var field: Field {
        switch self {
        case .service:
            Field(.name, required: true, "Name of a service, proxy or SSL service.")
        case .from:
            Field(
                .textList(2...49), required: true,
                "Addresses and networks of its clients.")
        }
    }
}
