import Controller
import Model

extension HistoryAnswer {
    /// The lines for people.
    func lines(_ layout: Layout) -> [String] {
        // Without a git work tree the room is for the results and messages.
        let hasCommits = generations.contains { $0.commit != nil }
        let head =
            ["", "NUMBER", "TIME", "AUTHOR", "RESULT"] + (hasCommits ? ["COMMIT"] : [])
            + ["MESSAGE"]
        var lines = layout.table(
            [head]
                + generations.map { row in
                    let commit =
                        row.commit.map { $0.short + ($0.isDirty ? " dirty" : "") } ?? "-"
                    return [
                        row.current ? "*" : "", "\(row.number)", timestamp(row.time),
                        row.author.description, row.words,
                    ] + (hasCommits ? [commit] : []) + [row.message ?? ""]
                })
        if !damaged.isEmpty {
            lines.append("damaged: " + damaged.map { "\($0)" }.joined(separator: ", "))
        }
        return lines
    }
}
