import Model

extension FieldKind {
    /// The JSON Schema of a value that is no mapping.
    var scalarSchema: [(key: String, value: JSONValue)] {
        switch self {
        case .name:
            [
                ("type", "string"), ("minLength", 1),
                ("maxLength", .integer(NameRule.characterLimit)), ("pattern", "^[^\\s/]+$"),
            ]
        case .interface:
            [
                ("type", "string"), ("minLength", 1),
                ("maxLength", .integer(NameRule.interfaceLimit)), ("pattern", "^[^\\s/:]+$"),
            ]
        case .integer(let range):
            Self.number(range)
        case .integers(let count, let range):
            [
                ("type", "array"), ("items", .object(Self.number(range))),
                ("minItems", .integer(count)), ("maxItems", .integer(count)),
            ]
        case .boolean:
            [("type", "boolean")]
        case .duration(let rule):
            [
                ("type", "string"),
                (
                    "pattern",
                    .text(
                        "^(0|[1-9][0-9]{0,8})("
                            + DurationText.Unit.allCases.map(\.rawValue).joined(separator: "|")
                            + ")$")
                ),
                ("$comment", .text("\(rule.range.lowerBound)...\(rule.range.upperBound)")),
            ]
        case .word(let words):
            [("enum", .list(words.map { .text($0) }))]
        case .words(let words):
            [
                ("type", "array"),
                ("items", .object([("enum", .list(words.map { .text($0) }))])),
            ]
        default:
            textSchema
        }
    }

    private var textSchema: [(key: String, value: JSONValue)] {
        switch self {
        case .wordOrInteger(let words, let range):
            [
                (
                    "oneOf",
                    .list([
                        .object([("enum", .list(words.map { .text($0) }))]),
                        .object(Self.number(range)),
                    ])
                )
            ]
        case .weightOrShare:
            [
                (
                    "oneOf",
                    .list([
                        .object(Self.number(1...Int(Int32.max))),
                        .object([
                            ("type", "string"), ("pattern", "^([1-9][0-9]?|100)%$"),
                        ]),
                    ])
                )
            ]
        case .wordOrDuration(let words, let rule):
            [
                (
                    "oneOf",
                    .list([
                        .object([("enum", .list(words.map { .text($0) }))]),
                        .object(FieldKind.duration(rule).scalarSchema),
                    ])
                )
            ]
        case .countOrShare:
            [
                (
                    "oneOf",
                    .list([
                        .object(Self.number(0...Int(Int32.max))),
                        .object(FieldKind.percent(0...100).scalarSchema),
                    ])
                )
            ]
        case .text(let range):
            [
                ("type", "string"), ("minLength", .integer(range.lowerBound)),
                ("maxLength", .integer(range.upperBound)),
            ]
        case .textList(let range):
            Self.oneOrMany(FieldKind.text(range).scalarSchema)
        case .endpoints:
            Self.oneOrMany(FieldKind.endpoint.scalarSchema)
        case .ports:
            Self.oneOrMany([
                (
                    "oneOf",
                    .list([
                        .object(Self.number(1...65_535)),
                        .object([
                            ("type", "string"), ("pattern", "^[1-9][0-9]{0,4}([-:][0-9]{0,5})?$"),
                        ]),
                    ])
                )
            ])
        case .wordOrServerAddress(let words):
            [
                (
                    "oneOf",
                    .list([
                        .object([("enum", .list(words.map { .text($0) }))]),
                        .object(FieldKind.serverAddress.scalarSchema),
                    ])
                )
            ]
        case .texts:
            [("type", "object"), ("additionalProperties", .object([("type", "string")]))]
        case .statuses:
            [
                ("type", "array"), ("minItems", 1),
                (
                    "items",
                    .object([
                        (
                            "oneOf",
                            .list([
                                .object(Self.number(StatusRange.limits)),
                                .object([
                                    ("type", "string"),
                                    ("pattern", "^[1-5][0-9][0-9](-[1-5][0-9][0-9])?$"),
                                ]),
                            ])
                        )
                    ])
                ),
            ]
        case .addresses:
            [("type", "array"), ("items", .object(FieldKind.address.scalarSchema))]
        case .mailAddresses:
            [
                ("type", "array"), ("minItems", 1), ("maxItems", 50),
                (
                    "items",
                    .object([("type", "string"), ("pattern", "^[^@\\s]+@[^@\\s]+$")])
                ),
            ]
        case .percent(let range):
            [
                ("type", "string"), ("pattern", "^(0|[1-9][0-9]?|100)%$"),
                ("$comment", .text("\(range.lowerBound)%...\(range.upperBound)%")),
            ]
        case .size(let range):
            [
                ("type", "string"),
                (
                    "pattern",
                    .text(
                        "^[1-9][0-9]{0,8}("
                            + SizeText.Unit.allCases.map(\.rawValue).joined(separator: "|") + ")$")
                ),
                (
                    "$comment",
                    .text("\(SizeText(range.lowerBound))...\(SizeText(range.upperBound))")
                ),
            ]
        default:
            addressSchema
        }
    }

    private var addressSchema: [(key: String, value: JSONValue)] {
        let ipv4 = "[0-9]{1,3}(\\.[0-9]{1,3}){3}"
        let ipv6 = "[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*"
        let pattern =
            switch self {
            case .address: "^(\(ipv4)|\(ipv6))$"
            case .prefix: "^(\(ipv4)|\(ipv6))/[0-9]{1,3}$"
            case .netmask: "^\(ipv4)$"
            case .endpoint: "^(\(ipv4)|\\[\(ipv6)\\]):[0-9]{1,5}$"
            default: "^((\(ipv4)|\\[\(ipv6)\\])(:[0-9]{1,5})?|\(ipv6))$"
            }
        return [("type", "string"), ("pattern", .text(pattern))]
    }

    private static func oneOrMany(
        _ element: [(key: String, value: JSONValue)]
    ) -> [(key: String, value: JSONValue)] {
        [
            (
                "oneOf",
                .list([
                    .object(element),
                    .object([("type", "array"), ("items", .object(element))]),
                ])
            )
        ]
    }

    static func number(_ range: ClosedRange<Int>) -> [(key: String, value: JSONValue)] {
        if range.count == 1 { return [("const", .integer(range.lowerBound))] }
        return [
            ("type", "integer"), ("minimum", .integer(range.lowerBound)),
            ("maximum", .integer(range.upperBound)),
        ]
    }

    /// The constraints between the keys of an object.
    static func constraints(between table: ObjectTable) -> [(key: String, value: JSONValue)] {
        func needs(_ key: String) -> JSONValue { .object([("required", .list([.text(key)]))]) }
        switch table.name {
        case ServiceFields.table.name:
            return [
                ("oneOf", .list([needs("listen"), needs("mark")])),
                (
                    "dependentRequired",
                    .object([
                        ("family", .list(["mark"])), ("protocol", .list(["listen"])),
                    ])
                ),
            ]
        case CheckFields.table.name:
            return [("not", .object([("required", .list(["expect", "expectRegex"]))]))]
        case RouteFields.table.name:
            return [
                (
                    "oneOf",
                    .list([needs("servers"), needs("redirect"), needs("answer")])
                )
            ]
        case SSLServiceFields.table.name:
            return [
                (
                    "allOf",
                    .list([
                        .object([
                            ("oneOf", .list([needs("certificate"), needs("certificates")]))
                        ]),
                        .object([("oneOf", .list([needs("backend"), needs("endpoint")]))]),
                    ])
                )
            ]
        case FailoverFields.table.name:
            return [
                ("not", .object([("required", .list(["password", "passwordFile"]))]))
            ]
        case FailoverLinkFields.table.name:
            return [("oneOf", .list([needs("interface"), needs("serial")]))]
        case FailoverTrackFields.table.name:
            return [
                (
                    "oneOf",
                    .list([
                        needs("interface"), needs("process"), needs("script"), needs("services"),
                    ])
                )
            ]
        case VirtualAddressFields.table.name:
            return [("anyOf", .list([needs("interface"), needs("external")]))]
        case HoldingPageFields.table.name:
            return [("not", .object([("required", .list(["file", "html"]))]))]
        case PersistenceFields.table.name:
            return [
                (
                    "not",
                    .object([("required", .list(["netmask", "prefixLength"]))])
                )
            ]
        default:
            return []
        }
    }
}
