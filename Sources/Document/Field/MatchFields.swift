import Model

/// The keys of `match`.
enum MatchFields: Int, ObjectFields {
    case path, prefix, host, header, method, query

    static let table = ObjectTable(
        "match", of: Self.self, "Conditions on the request, all of which must be true.")

    var field: Field {
        switch self {
        case .path:
            Field(.text(1...1024), "Regular expression that matches somewhere in the path.")
        case .prefix:
            Field(.textList(1...1024), "Beginning of the path, or a list of which one must match.")
        case .host:
            Field(
                .textList(1...255),
                "Host of the request, or a list of which one must match. Case and port are "
                    + "ignored. *.shop.example matches every name that ends in .shop.example. "
                    + "IPv6 addresses need brackets.")
        case .header: Field(.texts, "Headers that must have exactly these values.")
        case .method:
            Field(
                .textList(1...32),
                "Method of the request, or a list of which one must match.")
        case .query:
            Field(
                .texts,
                "Query parameters that must have exactly these values, after escapes are decoded.")
        }
    }
}
