import java.io.FileInputStream;
import java.util.Map;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/**
 * Says whether PDF files keep the rules of veraPDF's profiles: `Judge ua1,3a FILE...`.
 *
 * One line a file and profile, then one line a broken rule with its first place; the exit code
 * is 0 when everything complies, 1 when something does not, 2 when a file cannot be judged.
 */
public class Judge {
    public static void main(String[] arguments) {
        VeraGreenfieldFoundryProvider.initialise();
        int worst = 0;
        for (int rank = 1; rank < arguments.length; rank++) {
            for (String profile : arguments[0].split(",")) {
                worst = Math.max(worst, judged(arguments[rank], PDFAFlavour.byFlavourId(profile)));
            }
        }
        System.exit(worst);
    }

    private static int judged(String file, PDFAFlavour profile) {
        try (FileInputStream bytes = new FileInputStream(file);
                PDFAParser parser = Foundries.defaultInstance().createParser(bytes, profile);
                PDFAValidator judge = Foundries.defaultInstance().createValidator(profile, false)) {
            ValidationResult found = judge.validate(parser);
            System.out.printf(
                    "%s: %s %s, %d checks%n",
                    file,
                    profile,
                    found.isCompliant() ? "complies" : "DOES NOT COMPLY",
                    found.getTotalAssertions());
            broken(found).values().forEach(System.out::println);
            return found.isCompliant() ? 0 : 1;
        } catch (Exception trouble) {
            System.out.printf("%s: %s cannot be judged: %s%n", file, profile, trouble);
            return 2;
        }
    }

    private static Map<String, String> broken(ValidationResult found) {
        Map<String, String> first = new TreeMap<>();
        for (TestAssertion one : found.getTestAssertions()) {
            if (one.getStatus() != TestAssertion.Status.FAILED) {
                continue;
            }
            String rule = one.getRuleId().getClause() + "-" + one.getRuleId().getTestNumber();
            first.putIfAbsent(
                    rule, "  " + rule + ": " + one.getMessage() + " at " + one.getLocation().getContext());
        }
        return first;
    }
}
