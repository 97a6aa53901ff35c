import Controller
import Model

extension HistoryAnswer {
    /// The lines for people.
    func lines(_ layout: Layout) -> [String] {
        var lines = layout.table(
            [["", "NUMBER", "TIME", "AUTHOR", "RESULT", "COMMIT", "MESSAGE"]]
                + generations.map { row in
                    [
                        row.current ? "*" : "", "\(row.number)", timestamp(row.time),
                        row.author.description, row.words,
                        row.commit.map { $0.short + ($0.isDirty ? " dirty" : "") } ?? "-",
                        row.message ?? "",
                    ]
                })
        if !damaged.isEmpty {
            lines.append("damaged: " + damaged.map { "\($0)" }.joined(separator: ", "))
        }
        return lines
    }
}
