<?php
/**
 * The walk of `tests/clients/README.md` from PHP, with the stubs that Clarifai's client has.
 *
 *     php -d include_path=GENERATED:/usr/share/php walk.php ADDRESS [CA_FILE]
 *
 * GENERATED is the directory that `install/php.sh` makes. ADDRESS is a host and port, spoken to in
 * the clear unless CA_FILE says whom to trust. Prints what came back as one JSON object.
 */

use Clarifai\Api\Annotation;
use Clarifai\Api\BoundingBox;
use Clarifai\Api\Concept;
use Clarifai\Api\Data;
use Clarifai\Api\DeleteAnnotationRequest;
use Clarifai\Api\DeleteAnnotationsRequest;
use Clarifai\Api\DeleteInputsRequest;
use Clarifai\Api\GetAnnotationRequest;
use Clarifai\Api\Image;
use Clarifai\Api\Input;
use Clarifai\Api\ListAnnotationsRequest;
use Clarifai\Api\ListInputsRequest;
use Clarifai\Api\PatchAnnotationsRequest;
use Clarifai\Api\PostAnnotationsRequest;
use Clarifai\Api\PostInputsRequest;
use Clarifai\Api\Region;
use Clarifai\Api\RegionInfo;
use Clarifai\Api\Status\Status;
use Clarifai\Api\Status\StatusCode;
use Clarifai\Api\UserAppIDSet;
use Clarifai\Api\V2Client;
use Grpc\ChannelCredentials;

spl_autoload_register(fn ($class) => include_once str_replace('\\', '/', $class) . '.php');
require __DIR__ . '/grpc.php';

final class Walk
{
    public array $seen = [];

    public function __construct(private V2Client $client)
    {
    }

    public function go(): void
    {
        $this->inputs();
        $this->posts();
        $this->lists();
        $this->patches();
        $this->deletes();
        $request = new ListAnnotationsRequest();
        $this->seen['refused'] = code($this->call('ListAnnotations', $request, 'None'));
    }

    private function inputs(): void
    {
        $inputs = array_map(fn ($id) => new Input([
            'id' => $id,
            'data' => new Data(['image' => new Image(['url' => "https://example.com/$id.jpg"])]),
        ]), ['car', 'bus', 'bike']);
        $answer = $this->call('PostInputs', new PostInputsRequest(['inputs' => $inputs]));
        $this->seen['added'] = each($answer->getInputs(), fn ($one) => [$one->getId(), code($one)]);
        $this->seen['inputs'] = $this->listInputs();
    }

    private function posts(): void
    {
        $label = one('label', 'car', ['data' => concepts(['tree' => 1, 'water' => 0])]);
        $this->seen['labelled'] = shown($this->post([$label])->getAnnotations()[0]);
        $edges = ['top_row' => 0.1, 'left_col' => 0.2, 'bottom_row' => 0.3, 'right_col' => 0.4];
        $region = new Region([
            'region_info' => new RegionInfo(['bounding_box' => new BoundingBox($edges)]),
            'data' => concepts(['wheel' => 1]),
        ]);
        $boxed = $this->post([one('box', 'car', ['data' => new Data(['regions' => [$region]])])]);
        $region = $boxed->getAnnotations()[0]->getData()->getRegions()[0];
        $box = $region->getRegionInfo()->getBoundingBox();
        $this->seen['boxed'] = array_map(
            fn ($edge) => round($edge, 4),
            [$box->getTopRow(), $box->getLeftCol(), $box->getBottomRow(), $box->getRightCol()],
        );
        $pending = new Status(['code' => StatusCode::ANNOTATION_PENDING]);
        $task = one('task', 'bus', ['user_id' => 'labeler', 'status' => $pending]);
        $this->seen['pending'] = shown($this->post([$task])->getAnnotations()[0]);
        $answer = $this->post(array_map(
            fn ($n) => one(sprintf('n%02d', $n), 'bike', ['data' => concepts(['n' => 1])]),
            range(0, 24),
        ));
        $this->seen['many'] = [code($answer), count($answer->getAnnotations())];
    }

    private function lists(): void
    {
        foreach ([1, 2, 3, 4] as $page) {
            $wanted = ['input_ids' => ['bike'], 'per_page' => 10, 'page' => $page];
            $this->seen["page_$page"] = $this->ids($wanted);
        }
        $this->seen['default_page'] = count($this->ids([]));
        $of_labeler = ['user_ids' => ['labeler'], 'list_all_annotations' => true];
        $this->seen['of_labeler'] = $this->ids($of_labeler);
    }

    private function patches(): void
    {
        $label = fn ($concepts) => one('label', 'car', ['data' => concepts($concepts)]);
        $this->seen['merged'] = $this->patch('merge', $label(['sky' => 1]));
        $this->seen['overwritten'] = $this->patch('overwrite', $label(['tree' => 1]));
        $this->patch('overwrite', $label(['tree' => 1, 'sky' => 1]));
        $this->seen['removed'] = $this->patch('remove', $label(['sky' => 1]));
        $done = new Status(['code' => StatusCode::ANNOTATION_SUCCESS]);
        $this->seen['done'] = $this->patch('merge', one('task', 'bus', ['status' => $done]));
    }

    private function deletes(): void
    {
        $box = ['input_id' => 'car', 'annotation_id' => 'box'];
        $this->call('DeleteAnnotation', new DeleteAnnotationRequest($box));
        $gone = $this->call('GetAnnotation', new GetAnnotationRequest($box));
        $this->seen['deleted_one'] = code($gone);
        $pairs = ['ids' => ['n00', 'n01'], 'input_ids' => ['bike', 'bike']];
        $this->call('DeleteAnnotations', new DeleteAnnotationsRequest($pairs));
        $left = $this->ids(['input_ids' => ['bike'], 'per_page' => 100]);
        $this->seen['deleted_pairs'] = [$left[0], $left[1], count($left)];
        $this->call('DeleteAnnotations', new DeleteAnnotationsRequest(['input_ids' => ['bike']]));
        $this->seen['deleted_by_input'] = $this->ids(['input_ids' => ['bike']]);
        $all = new DeleteInputsRequest(['ids' => ['car', 'bus', 'bike']]);
        $deleted = $this->call('DeleteInputs', $all);
        $this->seen['deleted_inputs'] = [code($deleted), $this->listInputs()];
    }

    private function listInputs(): array
    {
        $answer = $this->call('ListInputs', new ListInputsRequest());
        return each($answer->getInputs(), fn ($one) => $one->getId());
    }

    private function post(array $annotations): object
    {
        $request = new PostAnnotationsRequest(['annotations' => $annotations]);
        return $this->call('PostAnnotations', $request);
    }

    private function patch(string $action, Annotation $annotation): array
    {
        $fields = ['action' => $action, 'annotations' => [$annotation]];
        $answer = $this->call('PatchAnnotations', new PatchAnnotationsRequest($fields));
        return shown($answer->getAnnotations()[0]);
    }

    private function ids(array $wanted): array
    {
        $answer = $this->call('ListAnnotations', new ListAnnotationsRequest($wanted));
        $name = fn ($one) => $one->getInputLevel() ? 'input-level' : $one->getId();
        return each($answer->getAnnotations(), $name);
    }

    private function call(string $rpc, object $request, string $token = 'owner-pat'): object
    {
        $request->setUserAppId(new UserAppIDSet(['user_id' => 'owner', 'app_id' => 'street']));
        $metadata = ['Authorization' => ["Key $token"]];
        [$answer, $status] = $this->client->$rpc($request, $metadata)->wait();
        if ($status->code !== 0) {
            throw new RuntimeException("$rpc: $status->code $status->details");
        }
        return $answer;
    }
}

function one(string $id, string $input_id, array $fields): Annotation
{
    return new Annotation(['id' => $id, 'input_id' => $input_id, ...$fields]);
}

function concepts(array $values): Data
{
    $made = [];
    foreach ($values as $id => $value) {
        $made[] = new Concept(['id' => $id, 'value' => $value]);
    }
    return new Data(['concepts' => $made]);
}

function code(object $answer): int
{
    return $answer->getStatus()->getCode();
}

/** An annotation as the walk tells it: id, user, status, and its concepts with their values. */
function shown(Annotation $annotation): array
{
    $concepts = $annotation->getData()?->getConcepts() ?? [];
    $pairs = each($concepts, fn ($one) => [$one->getId(), round($one->getValue(), 4)]);
    return [$annotation->getId(), $annotation->getUserId(), code($annotation), $pairs];
}

function each(iterable $list, callable $kept): array
{
    return array_map($kept, [...$list]);
}

[, $address] = $argv;
$credentials = isset($argv[2])
    ? ChannelCredentials::createSsl(file_get_contents($argv[2]))
    : ChannelCredentials::createInsecure();
$walk = new Walk(new V2Client($address, ['credentials' => $credentials]));
$walk->go();
echo json_encode($walk->seen), "\n";
