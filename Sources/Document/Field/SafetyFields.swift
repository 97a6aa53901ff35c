import Model

/// The keys of `safety`.
enum SafetyFields: Int, ObjectFields {
    case confirm, maxRemoval, windows, history

    static let table = ObjectTable(
        "safety section", of: Self.self,
        "Protection from edits that shut the administrator out, or that remove too much.")

    /// The words of ``confirm``.
    static let words = ["auto", "never"]

    /// The valid times of ``confirm``.
    static let times = DurationRule.any(DurationText(1, .seconds)...DurationText(1, .days))

    var field: Field {
        switch self {
        case .confirm:
            Field(
                .wordOrDuration(Self.words, Self.times),
                "Edits that ballast run undoes unless \"ballast confirm\" comes in time. auto: "
                    + "those of the firewall, of admin, of nodes and of virtual addresses, within "
                    + "5m. A duration: the same, within this time. never: none. Default: those "
                    + "by which an administrator may lose the way in, within 5m.")
        case .maxRemoval:
            Field(
                .countOrShare, default: "50%",
                "The most services, and the most servers, that one edit may remove without "
                    + "\"ballast apply --allow-removal\"; an edit that removes fewer than 3 is "
                    + "within every share. Servers in the place of others are not removed.")
        case .windows:
            Field(
                .objects(ChangeWindowFields.table),
                "Times at which edits are applied; an edit at another time waits for the next "
                    + "one, or for \"ballast apply --now\". States and weights of servers, "
                    + "rollbacks, and edits that are undone never wait. Default: at any time.")
        case .history:
            Field(
                .integer(Safety.historyRange), default: .integer(Safety.usualHistory),
                "The most documents that \"ballast history\" keeps; the oldest are removed first, "
                    + "also beyond 64 MiB.")
        }
    }
}
