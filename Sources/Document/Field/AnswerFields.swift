import Model

/// The keys of `answer` of a route.
enum AnswerFields: Int, ObjectFields {
    case status, contentType, body

    static let table = ObjectTable(
        "fixed answer", of: Self.self, "Answer that HAProxy sends without a server.")

    var field: Field {
        switch self {
        case .status: Field(.integer(200...599), default: 200, "Status of the answer.")
        case .contentType:
            Field(
                .text(1...255), default: "text/plain",
                "Content type of the answer.")
        case .body: Field(.text(0...8192), default: "", "Body of the answer.")
        }
    }
}
