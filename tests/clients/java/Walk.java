import com.clarifai.grpc.api.*;
import com.clarifai.grpc.api.status.Status;
import com.clarifai.grpc.api.status.StatusCode;
import io.grpc.CallCredentials;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.TlsChannelCredentials;
import java.io.File;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The walk of `tests/clients/README.md` from Java, with the stubs that Clarifai's client has.
 *
 *     java @OPTIONS Walk.java ADDRESS [CA_FILE]
 *
 * OPTIONS is the file that `install/java.sh` makes. ADDRESS is a host and port, spoken to in the
 * clear unless CA_FILE says whom to trust. Prints what came back as one JSON object.
 */
@SuppressWarnings("deprecation") // Annotation.user_id, which the API's documentation sets
public final class Walk {
    private static final UserAppIDSet STREET =
            UserAppIDSet.newBuilder().setUserId("owner").setAppId("street").build();

    private final V2Grpc.V2BlockingStub stub;
    private final Map<String, Object> seen = new LinkedHashMap<>();

    private Walk(V2Grpc.V2BlockingStub stub) {
        this.stub = stub;
    }

    public static void main(String[] args) throws Exception {
        ManagedChannel channel = args.length > 1
                ? Grpc.newChannelBuilder(args[0], trusting(new File(args[1]))).build()
                : ManagedChannelBuilder.forTarget(args[0]).usePlaintext().build();
        Walk walk = new Walk(V2Grpc.newBlockingStub(channel).withCallCredentials(new Key("owner-pat")));
        walk.inputs();
        walk.posts();
        walk.lists();
        walk.patches();
        walk.deletes();
        walk.refused();
        System.out.println(json(walk.seen));
        channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }

    private static ChannelCredentials trusting(File authority) throws IOException {
        return TlsChannelCredentials.newBuilder().trustManager(authority).build();
    }

    private void inputs() {
        var request = PostInputsRequest.newBuilder().setUserAppId(STREET);
        for (String id : List.of("car", "bus", "bike")) {
            var image = Image.newBuilder().setUrl("https://example.com/" + id + ".jpg");
            request.addInputs(Input.newBuilder().setId(id).setData(Data.newBuilder().setImage(image)));
        }
        seen.put("added", each(stub.postInputs(request.build()).getInputsList(),
                one -> List.of(one.getId(), one.getStatus().getCodeValue())));
        seen.put("inputs", listInputs());
    }

    private void posts() {
        seen.put("labelled", shown(post(one("label", "car")
                .setData(concepts("tree", 1).addConcepts(concept("water", 0)))).get(0)));
        var edges = BoundingBox.newBuilder()
                .setTopRow(0.1f).setLeftCol(0.2f).setBottomRow(0.3f).setRightCol(0.4f);
        var region = Region.newBuilder()
                .setRegionInfo(RegionInfo.newBuilder().setBoundingBox(edges))
                .setData(concepts("wheel", 1));
        var box = post(one("box", "car").setData(Data.newBuilder().addRegions(region)))
                .get(0).getData().getRegions(0).getRegionInfo().getBoundingBox();
        seen.put("boxed", List.of(rounded(box.getTopRow()), rounded(box.getLeftCol()),
                rounded(box.getBottomRow()), rounded(box.getRightCol())));
        seen.put("pending", shown(post(one("task", "bus").setUserId("labeler")
                .setStatus(Status.newBuilder().setCode(StatusCode.ANNOTATION_PENDING))).get(0)));
        var many = PostAnnotationsRequest.newBuilder().setUserAppId(STREET);
        for (int n = 0; n < 25; n++) {
            many.addAnnotations(one(String.format("n%02d", n), "bike").setData(concepts("n", 1)));
        }
        var answer = stub.postAnnotations(many.build());
        seen.put("many", List.of(answer.getStatus().getCodeValue(), answer.getAnnotationsCount()));
    }

    private void lists() {
        for (int page = 1; page <= 4; page++) {
            seen.put("page_" + page, ids(list().addInputIds("bike").setPerPage(10).setPage(page)));
        }
        seen.put("default_page", ids(list()).size());
        seen.put("of_labeler", ids(list().addUserIds("labeler").setListAllAnnotations(true)));
    }

    private void patches() {
        seen.put("merged", patch("merge", one("label", "car").setData(concepts("sky", 1))));
        seen.put("overwritten", patch("overwrite", one("label", "car").setData(concepts("tree", 1))));
        patch("overwrite", one("label", "car")
                .setData(concepts("tree", 1).addConcepts(concept("sky", 1))));
        seen.put("removed", patch("remove", one("label", "car").setData(concepts("sky", 1))));
        seen.put("done", patch("merge", one("task", "bus")
                .setStatus(Status.newBuilder().setCode(StatusCode.ANNOTATION_SUCCESS))));
    }

    private void deletes() {
        stub.deleteAnnotation(DeleteAnnotationRequest.newBuilder().setUserAppId(STREET)
                .setInputId("car").setAnnotationId("box").build());
        seen.put("deleted_one", stub.getAnnotation(GetAnnotationRequest.newBuilder()
                .setUserAppId(STREET).setInputId("car").setAnnotationId("box").build())
                .getStatus().getCodeValue());
        stub.deleteAnnotations(DeleteAnnotationsRequest.newBuilder().setUserAppId(STREET)
                .addIds("n00").addIds("n01").addInputIds("bike").addInputIds("bike").build());
        List<String> left = ids(list().addInputIds("bike").setPerPage(100));
        seen.put("deleted_pairs", List.of(left.get(0), left.get(1), left.size()));
        stub.deleteAnnotations(DeleteAnnotationsRequest.newBuilder().setUserAppId(STREET)
                .addInputIds("bike").build());
        seen.put("deleted_by_input", ids(list().addInputIds("bike")));
        var deleted = stub.deleteInputs(DeleteInputsRequest.newBuilder().setUserAppId(STREET)
                .addAllIds(List.of("car", "bus", "bike")).build());
        seen.put("deleted_inputs", List.of(deleted.getStatus().getCodeValue(), listInputs()));
    }

    private void refused() {
        var stranger = stub.withCallCredentials(new Key("None"));
        seen.put("refused", stranger.listAnnotations(list().build()).getStatus().getCodeValue());
    }

    private List<String> listInputs() {
        var request = ListInputsRequest.newBuilder().setUserAppId(STREET).build();
        return each(stub.listInputs(request).getInputsList(), Input::getId);
    }

    private List<Annotation> post(Annotation.Builder annotation) {
        return stub.postAnnotations(PostAnnotationsRequest.newBuilder().setUserAppId(STREET)
                .addAnnotations(annotation).build()).getAnnotationsList();
    }

    private List<Object> patch(String action, Annotation.Builder annotation) {
        return shown(stub.patchAnnotations(PatchAnnotationsRequest.newBuilder().setUserAppId(STREET)
                .setAction(action).addAnnotations(annotation).build()).getAnnotations(0));
    }

    private List<String> ids(ListAnnotationsRequest.Builder request) {
        return each(stub.listAnnotations(request.build()).getAnnotationsList(),
                one -> one.getInputLevel() ? "input-level" : one.getId());
    }

    private static ListAnnotationsRequest.Builder list() {
        return ListAnnotationsRequest.newBuilder().setUserAppId(STREET);
    }

    private static Annotation.Builder one(String id, String inputId) {
        return Annotation.newBuilder().setId(id).setInputId(inputId);
    }

    private static Data.Builder concepts(String id, float value) {
        return Data.newBuilder().addConcepts(concept(id, value));
    }

    private static Concept.Builder concept(String id, float value) {
        return Concept.newBuilder().setId(id).setValue(value);
    }

    /** An annotation as the walk tells it: id, user, status, and its concepts with their values. */
    private static List<Object> shown(Annotation annotation) {
        return List.of(annotation.getId(), annotation.getUserId(),
                annotation.getStatus().getCodeValue(),
                each(annotation.getData().getConceptsList(),
                        one -> List.of(one.getId(), rounded(one.getValue()))));
    }

    private static double rounded(float value) {
        return Math.round(value * 10000) / 10000.0;
    }

    private static <T, R> List<R> each(List<T> list, Function<T, R> kept) {
        return list.stream().map(kept).collect(Collectors.toList());
    }

    /** Of maps, lists, numbers, and strings without anything that JSON would escape. */
    private static String json(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> json(entry.getKey()) + ": " + json(entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Walk::json).collect(Collectors.joining(", ", "[", "]"));
        }
        return value instanceof String ? '"' + (String) value + '"' : value.toString();
    }

    /** The credentials of a call, as Clarifai's client has them. */
    private static final class Key extends CallCredentials {
        private static final Metadata.Key<String> AUTHORIZATION =
                Metadata.Key.of("Authorization", Metadata.ASCII_STRING_MARSHALLER);
        private final String token;

        Key(String token) {
            this.token = token;
        }

        @Override
        public void applyRequestMetadata(RequestInfo info, Executor executor, MetadataApplier applier) {
            Metadata headers = new Metadata();
            headers.put(AUTHORIZATION, "Key " + token);
            applier.apply(headers);
        }

        @Override
        public void thisUsesUnstableApi() {}
    }
}
